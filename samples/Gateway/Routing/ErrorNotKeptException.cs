namespace TracedLlm.Samples.Gateway;

/// <summary>The gateway has closed a provider's error, because it was too long or too slow to be kept during a wait.</summary>
internal sealed class ErrorNotKeptException()
    : IOException($"The error did not end within {KeptError.Longest} bytes and {KeptError.LongestRead.TotalSeconds} s, so it was not kept while the request waited.");
