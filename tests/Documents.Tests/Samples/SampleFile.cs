using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Documents.Tests.Samples;

/// <summary>
/// Makes a file of a sample: statements become the body of a method, members the members of a class, and types stay as they are. Places
/// in the file are those of the page.
/// </summary>
internal static partial class SampleFile
{
    private static readonly CSharpParseOptions Script = new(kind: SourceCodeKind.Script);

    /// <summary>The names of the types that a sample declares.</summary>
    public static IEnumerable<string> TypesOf(Sample sample) => Parse(sample).Members.OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text);

    /// <summary>The text of the file.</summary>
    public static string Create(Sample sample)
    {
        var file = Parse(sample);
        var types = file.Members.Where(member => member is BaseTypeDeclarationSyntax).ToList();
        var rest = file.Members.Except(types).ToList();
        var isBody = rest.Any(member => member is GlobalStatementSyntax or FieldDeclarationSyntax { Modifiers.Count: 0 });

        var text = new StringBuilder();
        Append(text, sample, file, [.. file.Usings, .. file.AttributeLists]);
        text.Append("internal sealed partial class Sample\n{\n");
        text.Append(isBody ? "private async System.Threading.Tasks.Task<object?> RunAsync()\n{\n" : "");
        Append(text, sample, file, rest);
        text.Append(isBody ? "return null;\n}\n" : "").Append("}\n");
        Append(text, sample, file, types);
        return text.ToString();
    }

    // Only a script may have methods outside of a type, and a script may not have `using var`.
    private static CompilationUnitSyntax Parse(Sample sample)
    {
        var code = Complete(sample.Text);
        var script = SyntaxFactory.ParseCompilationUnit(code, options: Script);
        return script.ContainsDiagnostics ? SyntaxFactory.ParseCompilationUnit(code) : script;
    }

    // "…" stands for code that the page does not show.
    private static string Complete(string code) => Arrow().Replace(Body().Replace(code, "{ throw null!; }"), "=> throw null!");

    private static void Append(StringBuilder text, Sample sample, CompilationUnitSyntax file, IReadOnlyList<SyntaxNode> nodes)
    {
        foreach (var node in nodes)
        {
            var line = file.SyntaxTree.GetLineSpan(node.FullSpan).StartLinePosition.Line;
            text.Append(null, $"#line {sample.Line + line} \"{sample.Page}\"\n").Append(node.ToFullString().TrimEnd('\n')).Append("\n#line hidden\n");
        }
    }

    [GeneratedRegex(@"\{ … \}")]
    private static partial Regex Body();

    [GeneratedRegex("=> …")]
    private static partial Regex Arrow();
}
