namespace TracedLlm.Bench.Gateway.Overloads;

/// <summary>What a process holds at a moment.</summary>
/// <param name="ResidentBytes">Its memory in RAM.</param>
/// <param name="Descriptors">Its open files and sockets.</param>
internal readonly record struct ResourceSample(long ResidentBytes, int Descriptors);
