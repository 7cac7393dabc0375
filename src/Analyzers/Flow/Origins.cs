namespace TracedLlm.Analyzers.Flow;

/// <summary>The possible origins of an object; no flag if the code does not show the origin.</summary>
[Flags]
internal enum Origins
{
    None = 0,

    /// <summary>The request that a route handles.</summary>
    Request = 1,

    /// <summary>A response, a file or a text in the code.</summary>
    Elsewhere = 2,

    /// <summary>A parameter whose callers are unknown.</summary>
    Given = 4,
}
