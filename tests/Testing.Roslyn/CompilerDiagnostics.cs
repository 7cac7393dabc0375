namespace TracedLlm.Testing.Roslyn;

/// <summary>Which of the compiler's own diagnostics a test has to announce.</summary>
public enum CompilerDiagnostics
{
    /// <summary>None.</summary>
    None,

    /// <summary>Errors, and warnings in generated code, which an author cannot repair.</summary>
    Errors,

    /// <summary>Errors and warnings.</summary>
    Warnings,
}
