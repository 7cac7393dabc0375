namespace TracedLlm.Samples.Gateway;

/// <summary>The result of a cache lookup.</summary>
internal sealed record CacheLookup(BufferedAnswer? Answer)
{
    public bool IsHit => Answer is not null;
}
