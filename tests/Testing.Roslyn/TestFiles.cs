namespace TracedLlm.Testing.Roslyn;

/// <summary>The files of a test before or after a fix, and their findings.</summary>
public sealed class TestFiles
{
    /// <summary>The C# files, with markup: <c>[|…|]</c>, <c>{|TLM3001:…|}</c>, <c>{|#0:…|}</c>.</summary>
    public SourceFileList Sources { get; } = [];

    /// <summary>The <c>.editorconfig</c> files: path (<c>/.editorconfig</c>) and text.</summary>
    public List<(string Path, string Content)> AnalyzerConfigFiles { get; } = [];

    /// <summary>Further assemblies of the test, by their files.</summary>
    public List<string> AdditionalReferences { get; } = [];

    /// <summary>Expected diagnostics in addition to those of the markup.</summary>
    public List<ExpectedFinding> ExpectedDiagnostics { get; } = [];
}
