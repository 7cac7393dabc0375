namespace TracedLlm.Testing.Roslyn;

/// <summary>The compiler diagnostics that a test must expect.</summary>
public enum CompilerDiagnostics
{
    /// <summary>No diagnostics.</summary>
    None,

    /// <summary>Errors, and warnings in generated code, which an author cannot repair.</summary>
    Errors,

    /// <summary>Errors and warnings.</summary>
    Warnings,
}
