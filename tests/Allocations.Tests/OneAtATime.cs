// What is listened to is the process's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
