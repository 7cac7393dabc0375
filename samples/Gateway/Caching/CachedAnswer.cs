namespace TracedLlm.Samples.Gateway;

/// <summary>An answer in the cache.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Kept">The time at which it was kept.</param>
/// <param name="Lifetime">How long it may be used.</param>
internal sealed record CachedAnswer(BufferedAnswer Answer, DateTimeOffset Kept, TimeSpan Lifetime);
