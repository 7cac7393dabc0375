// Activity sources are the process's: a gateway that listens would hear the requests of all the others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
