namespace TracedLlm.Bench.Gateway;

/// <summary>Why the bench cannot go on, in words for the person who runs it.</summary>
internal sealed class BenchException(string message) : Exception(message);
