namespace TracedLlm.Testing.Roslyn;

/// <summary>The reader of the diagnostics.</summary>
public enum Audience
{
    /// <summary>An editor: it always shows the diagnostics of compiler, generators and analyzers.</summary>
    Editor,

    /// <summary>
    /// A build: after an error in a declaration (CS8795, CS0751, CS0260 and the like) it prints no diagnostic of an
    /// analyzer, see <c>CommonCompiler.CompileAndEmit</c>.
    /// </summary>
    Build,
}
