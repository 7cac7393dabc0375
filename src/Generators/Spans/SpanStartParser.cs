using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Reads the start of a span from its attribute.</summary>
internal static class SpanStartParser
{
    public static SpanStartModel Parse(AttributeData attribute, TracedSpanKind kind, SpanTagParser tags, LocalNames locals) => kind switch
    {
        TracedSpanKind.Stage => new(kind) { Name = Stage(attribute) },
        TracedSpanKind.Guardrail => new(kind)
        {
            Name = tags.GuardrailName ?? (attribute.Named("Name").Text() is { } name ? CSharpText.Literal(name) : null),
            Mode = attribute.First() is { Kind: TypedConstantKind.Enum } mode ? CSharpText.EnumConstant(mode) : "default",
            Blocks = new(BlocksOf(attribute).Select(type => $"typeof({CSharpText.Type(type)})")),
        },
        TracedSpanKind.Call => Call(tags, locals) with { Operation = attribute.Named("Operation").Text() is { } operation ? CSharpText.Literal(operation) : null },
        _ => new(kind),
    };

    /// <summary>Whether a stage has neither a well-known stage nor a name.</summary>
    public static bool IsUnnamed(AttributeData attribute, TracedSpanKind kind) =>
        kind == TracedSpanKind.Stage
        && attribute.First() is { Kind: TypedConstantKind.Primitive } name
        && string.IsNullOrWhiteSpace(name.Text());

    /// <summary>The exception types that mean a block.</summary>
    public static IEnumerable<ITypeSymbol> BlocksOf(AttributeData attribute) => attribute.Named("Blocks") is { Kind: TypedConstantKind.Array, IsNull: false } blocks
        ? blocks.Values.Select(value => value.Value).OfType<ITypeSymbol>().Where(type => type.TypeKind != TypeKind.Error)
        : [];

    private static string Stage(AttributeData attribute) => attribute.First() is { Kind: TypedConstantKind.Enum } stage
        ? CSharpText.EnumConstant(stage)
        : CSharpText.Literal(attribute.First().Text() ?? "");

    private static SpanStartModel Call(SpanTagParser tags, LocalNames locals)
    {
        var start = new SpanStartModel(TracedSpanKind.Call) { Counted = new(tags.Counted.Select(argument => $"{argument.Key}: {argument.Value}")) };
        if (tags.Model is not { } model || !model.Contains('.'))
        {
            return start with { Name = tags.Model };
        }

        // The name and the attribute read the model once.
        var local = locals.Take("model");
        for (var i = 0; i < tags.StartTags.Count; i++)
        {
            if (tags.StartTags[i].Value == model)
            {
                tags.StartTags[i] = tags.StartTags[i] with { Value = local };
            }
        }

        return start with { Name = local, NameSource = model };
    }
}
