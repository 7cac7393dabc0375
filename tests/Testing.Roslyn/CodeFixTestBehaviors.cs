namespace TracedLlm.Testing.Roslyn;

/// <summary>The checks that a code-fix test leaves out.</summary>
[Flags]
public enum CodeFixTestBehaviors
{
    /// <summary>No check is left out.</summary>
    None = 0,

    /// <summary>The check of fix-all, for a fix that has no <see cref="Microsoft.CodeAnalysis.CodeFixes.FixAllProvider"/> by design.</summary>
    SkipFixAllCheck = 1,
}
