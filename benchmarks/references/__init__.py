"""Programs that sonodeck is measured against, each as short as it can be."""
