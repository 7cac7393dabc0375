namespace TracedLlm.Analyzers.Metadata;

/// <summary>Where an object may come from; nothing at all where the code does not say.</summary>
[Flags]
internal enum Origins
{
    None = 0,

    /// <summary>The request that a route handles.</summary>
    Request = 1,

    /// <summary>Somebody's answer, a file or a text of the code.</summary>
    Elsewhere = 2,

    /// <summary>A parameter, whose callers are not known.</summary>
    Given = 4,
}
