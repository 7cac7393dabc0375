using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Facts;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Reads <c>[SpanTag]</c> and <c>[GuardrailName]</c> from the parameters and the return value of one method.</summary>
internal sealed class SpanTagParser(
    IMethodSymbol method,
    TracedSpanKind kind,
    KnownSymbols symbols,
    LocalNames locals,
    RepeatedWarnings warnings,
    ImmutableArray<TracedMethodProblem>.Builder problems,
    CancellationToken cancellationToken)
{
    private const string SpanTag = "TracedLlm.SpanTagAttribute";
    private const string Guardrail = "TracedLlm.GuardrailNameAttribute";

    // The model in the name of a call's span, in order of preference.
    private static readonly string[] ModelNames = ["litellm.provider.model", "gen_ai.request.model"];

    // The parameters of GeneratedCode.CountCall, by the name of their attribute.
    private static readonly Dictionary<string, string> CountedNames =
        new() { ["litellm.model_group"] = "modelGroup", ["litellm.attempt.kind"] = "kind" };

    private readonly Dictionary<string, string> _models = [];

    public List<SpanTagModel> StartTags { get; } = [];

    public List<SpanTagModel> OutTags { get; } = [];

    public List<SpanTagModel> ResultTags { get; } = [];

    /// <summary>The C# of the arguments that count a call without a span, by parameter name.</summary>
    public SortedDictionary<string, string> Counted { get; } = new(StringComparer.Ordinal);

    /// <summary>The C# of the guardrail's name, from a parameter.</summary>
    public string? GuardrailName { get; private set; }

    /// <summary>The C# of the called model's name, from a parameter.</summary>
    public string? Model => ModelNames.Select(name => _models.TryGetValue(name, out var model) ? model : null).FirstOrDefault(model => model is not null);

    public void ReadParameters()
    {
        foreach (var parameter in method.Parameters)
        {
            foreach (var attribute in parameter.GetAttributes())
            {
                if (MetadataNames.Is(attribute.AttributeClass, SpanTag))
                {
                    ReadTag(attribute, parameter);
                }
                else if (MetadataNames.Is(attribute.AttributeClass, Guardrail))
                {
                    ReadGuardrailName(attribute, parameter);
                }
            }
        }
    }

    public void ReadResult(TracedReturn @return, string result)
    {
        foreach (var attribute in method.GetReturnTypeAttributes().Where(attribute => MetadataNames.Is(attribute.AttributeClass, SpanTag)))
        {
            if (Name(attribute) is not { } name)
            {
                continue;
            }

            if (@return.Value is null)
            {
                Report(attribute, @return.Shape == ReturnShape.Sequence ? "a sequence has no single value; remove the attribute" : "the method returns no value; remove the attribute");
            }
            else if (Value(attribute, result, @return.Value) is { } value)
            {
                ResultTags.Add(Tag(name, value.Expression, atStart: false));
            }
        }
    }

    private static string? Path(AttributeData attribute) =>
        attribute.Named("Path").Text();

    private void ReadTag(AttributeData attribute, IParameterSymbol parameter)
    {
        if (Name(attribute) is not { } name || Value(attribute, CSharpText.Identifier(parameter.Name), parameter.Type) is not { } value)
        {
            return;
        }

        if (parameter.RefKind == RefKind.Out)
        {
            OutTags.Add(Tag(name, value.Expression, atStart: false));
            return;
        }

        StartTags.Add(Tag(name, value.Expression, atStart: true));
        if (ModelNames.Contains(name) && !_models.ContainsKey(name) && TagValues.IsText(value.Type))
        {
            _models.Add(name, value.Expression);
        }

        if (CountedNames.TryGetValue(name, out var argument) && !Counted.ContainsKey(argument) && TagValues.IsText(value.Type))
        {
            Counted.Add(argument, value.Expression);
        }
    }

    private void ReadGuardrailName(AttributeData attribute, IParameterSymbol parameter)
    {
        if (kind != TracedSpanKind.Guardrail)
        {
            Report(attribute, "the method is not a [TracedGuardrail]; remove the attribute");
        }
        else if (parameter.RefKind == RefKind.Out)
        {
            Report(attribute, "an out parameter has no value when the span starts; use another parameter");
        }
        else if (GuardrailName is not null)
        {
            Report(attribute, "another parameter already names the guardrail; keep one of the attributes");
        }
        else
        {
            var read = Follow(attribute, CSharpText.Identifier(parameter.Name), parameter.Type);
            if (read.Error is null && read.Type.SpecialType != SpecialType.System_String)
            {
                read = read with { Error = $"'{read.Type.ToDisplayString(CSharpText.ShortType)}' is not a string; name a member that is a string", MayBeGenerated = read.Type.TypeKind == TypeKind.Error };
            }

            if (read.Error is null)
            {
                GuardrailName = read.Expression;
            }
            else
            {
                Report(attribute, read.Error, read.MayBeGenerated);
            }
        }
    }

    private string? Name(AttributeData attribute)
    {
        if (attribute.First().Text() is { } name && !string.IsNullOrWhiteSpace(name))
        {
            return name;
        }

        // The compiler reports an argument that is not constant (CS0182).
        if (attribute.First().Kind != TypedConstantKind.Error)
        {
            Report(attribute, "its name is empty; give it a name");
        }

        return null;
    }

    private TagRead? Value(AttributeData attribute, string start, ITypeSymbol type)
    {
        var value = TagValues.Convert(Follow(attribute, start, type), locals);
        if (value.Error is null)
        {
            return value;
        }

        Report(attribute, value.Error, value.MayBeGenerated);
        return null;
    }

    private TagRead Follow(AttributeData attribute, string start, ITypeSymbol type) =>
        TagPath.Follow(start, type, Path(attribute), method.ContainingType, symbols.Compilation, warnings);

    private SpanTagModel Tag(string name, string value, bool atStart)
    {
        var owner = AttributeOwners.OwnerOf(name, onCall: kind == TracedSpanKind.Call);
        if (kind == TracedSpanKind.Route && owner is not (AttributeOwner.Request or AttributeOwner.Every))
        {
            // The span of a route is the root, which takes attributes of the start when the route is entered.
            owner = atStart ? AttributeOwner.Own : AttributeOwner.Root;
        }

        return new(CSharpText.Literal(name), value, owner);
    }

    /// <summary>A problem at the named argument of an attribute, or at the attribute if the argument is missing.</summary>
    public static TracedMethodProblem Problem(AttributeData attribute, string reason, bool byGenerator, CancellationToken cancellationToken, string argument = "Path")
    {
        var syntax = (AttributeSyntax?)attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken);
        var path = syntax?.ArgumentList?.Arguments.FirstOrDefault(named => named.NameEquals?.Name.Identifier.ValueText == argument);
        var location = ((SyntaxNode?)path ?? syntax)?.GetLocation() ?? Location.None;
        return new(TracedMethodRules.UnreadableTag, location, [Called(attribute), reason], byGenerator);
    }

    private static string Called(AttributeData attribute) =>
        attribute.First().Text() is { } text ? $"[SpanTag(\"{text}\")]" : $"[{attribute.AttributeClass!.Name.Replace("Attribute", "")}]";

    private void Report(AttributeData attribute, string reason, bool byGenerator = false) =>
        problems.Add(Problem(attribute, reason, byGenerator, cancellationToken));
}
