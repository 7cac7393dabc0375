using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A span in a static field, or without its end.</summary>
internal sealed class SpanKept : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        from file in code.Files
        from declaration in file.Nodes<LocalDeclarationStatementSyntax>()
        where declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword) && declaration.ToString().Contains("LlmSpan.Start", StringComparison.Ordinal)
        let variable = declaration.Declaration.Variables.Single()
        from plant in PlantsOf(code, file, declaration, variable)
        select plant;

    private static IEnumerable<Plant> PlantsOf(GatewayCode code, CodeFile file, LocalDeclarationStatementSyntax declaration, VariableDeclaratorSyntax variable)
    {
        yield return Plant(
            code,
            "span without an end",
            "TLM3006",
            [TextEdit.Replace(declaration, $"var {variable};")],
            variant: "no using");

        var uses = declaration.Parent is GlobalStatementSyntax ? [] : declaration.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.Text == variable.Identifier.Text).ToList();
        yield return Plant(
            code,
            "span in a static field",
            "TLM3006",
            [
                TextEdit.Replace(declaration, $"Stages.Current = {variable.Initializer!.Value};"),
                .. uses.Select(static name => TextEdit.Replace(name, "Stages.Current")),
                TextEdit.At(declaration, file.Root.FullSpan.End, "\ninternal static class Stages\n{\n    public static TracedLlm.LlmSpan Current;\n}\n"),
            ],
            variant: "other type");

        if (declaration.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Parent: ClassDeclarationSyntax } method)
        {
            yield return Plant(
                code,
                "span in a static field",
                "TLM3006",
                [
                    TextEdit.Before(method, "private static TracedLlm.LlmSpan s_span;\n\n"),
                    TextEdit.Replace(declaration, $"s_span = {variable.Initializer!.Value};"),
                    .. uses.Select(static name => TextEdit.Replace(name, "s_span")),
                ],
                variant: "own type");
        }
    }
}
