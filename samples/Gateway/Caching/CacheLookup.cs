namespace TracedLlm.Samples.Gateway;

/// <summary>What the cache has for a request.</summary>
internal sealed record CacheLookup(BufferedAnswer? Answer)
{
    public bool IsHit => Answer is not null;
}
