namespace TracedLlm.Testing.Roslyn;

/// <summary>What a code-fix test leaves out.</summary>
[Flags]
public enum CodeFixTestBehaviors
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Fixing all at once, for a fix that has no <see cref="Microsoft.CodeAnalysis.CodeFixes.FixAllProvider"/> on purpose.</summary>
    SkipFixAllCheck = 1,
}
