namespace TracedLlm.Testing.Roslyn;

/// <summary>The reporter of a diagnostic.</summary>
public enum FindingOrigin
{
    /// <summary>The compiler.</summary>
    Compiler,

    /// <summary>A source generator.</summary>
    Generator,

    /// <summary>An analyzer.</summary>
    Analyzer,
}
