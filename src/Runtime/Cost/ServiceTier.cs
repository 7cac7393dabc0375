namespace TracedLlm.Cost;

/// <summary>A service tier that has prices of its own.</summary>
internal enum ServiceTier
{
    Standard,
    Priority,
    Flex,
    UltraFast,
    Batch,
}
