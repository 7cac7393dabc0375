using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A key that is read through a request type whose property has the name of the other field.</summary>
internal sealed class BodyTyped : Operator
{
    private const int MostReads = 2;

    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        from read in FieldRead.In(code).Take(MostReads)
        let text = TextOf(read)
        let key = KeyOf(read)
        where text is not null && key is not null
        let isNewtonsoft = read.Type.ToDisplayString().StartsWith("Newtonsoft", StringComparison.Ordinal)
        let name = isNewtonsoft ? "Newtonsoft.Json.JsonProperty" : "System.Text.Json.Serialization.JsonPropertyName"
        let body = isNewtonsoft ? $"{read.Object}.ToObject<BodyWithFacts>()" : $"System.Text.Json.JsonSerializer.Deserialize<BodyWithFacts>({read.Object})"
        select Plant(
            code,
            "typed property renamed",
            "TLM1006|TLM1001",
            [
                TextEdit.Replace(text, $"{body}?.Facts?.Value"),
                TextEdit.At(read.Access, read.Field.File.Root.FullSpan.End, $$"""

                    public sealed class BodyWithFacts
                    {
                        [{{name}}({{read.Field.Other}})]
                        public Facts? Facts { get; set; }
                    }

                    public sealed class Facts
                    {
                        [{{name}}({{key}})]
                        public string? Value { get; set; }
                    }

                    """),
            ],
            [CodeSpan.Of(read.Statement)],
            "rewritten");

    // The outermost expression around the read that is a text.
    private static ExpressionSyntax? TextOf(FieldRead read) =>
        read.Access.AncestorsAndSelf()
            .TakeWhile(node => node is ExpressionSyntax && node != read.Statement)
            .OfType<ExpressionSyntax>()
            .FirstOrDefault(node => read.Field.File.Model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String && node is CastExpressionSyntax or ConditionalAccessExpressionSyntax
                && read.Field.File.Model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String);

    private static LiteralExpressionSyntax? KeyOf(FieldRead read) =>
        (read.Access.Parent as ConditionalAccessExpressionSyntax)?.WhenNotNull.DescendantNodes().OfType<LiteralExpressionSyntax>().FirstOrDefault();
}
