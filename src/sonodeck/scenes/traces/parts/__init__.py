"""What the families of traces share: waves v(t), the circulation behind them, the screen."""
