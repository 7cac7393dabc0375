// Activity sources are process-wide: the listener of one gateway would receive the spans of all other gateways.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
