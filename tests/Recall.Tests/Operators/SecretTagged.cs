using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A part of the caller's key in an attribute, where its hash was.</summary>
internal sealed class SecretTagged : Operator
{
    private const int OfOneTag = 3;

    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        var turn = code.Gateway.Name.Length;
        var tags = from file in code.Files
                   from call in file.Nodes<InvocationExpressionSyntax>()
                   where call.Expression.ToString() == "LlmCaller.HashKey"
                   let tag = call.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault()
                   where tag is not null && tag.Expression.ToString() is { } name && (name.EndsWith("Tag", StringComparison.Ordinal) || name.Contains(".Set", StringComparison.Ordinal))
                   select call;
        foreach (var call in tags)
        {
            var secret = call.ArgumentList.Arguments[0].Expression is IdentifierNameSyntax name ? name.ToString() : $"({call.ArgumentList.Arguments[0]})";
            (string Variant, string Text)[] ways =
            [
                ("slice", $"{secret}[..8]"),
                ("Substring", $"{secret}.Substring(0, 12)"),
                ("Split", $"{secret}.Split('-')[^1]"),
                ("Replace", $"{secret}.Replace(\"sk-\", \"\")"),
                ("text", $"$\"key {{{secret}}}\""),
                ("helper", $"ForTag({secret})"),
            ];
            for (var i = 0; i < OfOneTag; i++)
            {
                var (variant, text) = ways[turn++ % ways.Length];
                var statement = call.Ancestors().OfType<StatementSyntax>().First(static statement => statement is not BlockSyntax);
                yield return Plant(
                    code,
                    "secret in an attribute",
                    "TLM5001",
                    variant == "helper"
                        ? [TextEdit.Replace(call, text), TextEdit.Before(statement, "static string ForTag(string value) => value.Trim().ToLowerInvariant();\n")]
                        : [TextEdit.Replace(call, text)],
                    [CodeSpan.Of(statement)],
                    variant);
            }
        }
    }
}
