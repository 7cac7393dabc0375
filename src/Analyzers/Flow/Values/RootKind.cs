namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>Where a value comes from.</summary>
internal enum RootKind
{
    /// <summary>The code does not show it.</summary>
    Unknown,

    /// <summary>The request that a route handles: its context, its body, or what is read from the body.</summary>
    Request,

    /// <summary>A provider's response, a file or a text in the code.</summary>
    Elsewhere,

    /// <summary>A parameter of the function.</summary>
    Parameter,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>An object that the code creates.</summary>
    Created,

    /// <summary>The path of the request's URL.</summary>
    RequestPath,
}
