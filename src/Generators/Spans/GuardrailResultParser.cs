using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Reads <c>[GuardrailResult]</c> from the return value of a guardrail into the arguments of an outcome.</summary>
internal static class GuardrailResultParser
{
    private const string Attribute = "TracedLlm.GuardrailResultAttribute";

    /// <summary>The arguments that decide, each with the one that says which value means the decision.</summary>
    private static readonly ImmutableArray<(string Path, string When)> Decisions = [("Blocked", "BlockedWhen"), ("Masked", "MaskedWhen")];

    /// <summary>The named arguments; empty without the attribute or if it is invalid.</summary>
    public static EquatableArray<string> Parse(
        IMethodSymbol method,
        TracedSpanKind kind,
        TracedReturn @return,
        string result,
        KnownSymbols symbols,
        LocalNames locals,
        RepeatedWarnings warnings,
        ImmutableArray<TracedMethodProblem>.Builder problems,
        CancellationToken cancellationToken)
    {
        if (method.GetReturnTypeAttributes().FirstOrDefault(data => MetadataNames.Is(data.AttributeClass, Attribute)) is not { } attribute)
        {
            return default;
        }

        if (Obstacle(attribute, kind, @return) is { } obstacle)
        {
            problems.Add(SpanTagParser.Problem(attribute, obstacle, byGenerator: false, cancellationToken));
            return default;
        }

        List<string> arguments = [];
        var before = problems.Count;
        foreach (var named in attribute.NamedArguments)
        {
            // BlockedWhen without Blocked is about the whole result.
            var decision = Decisions.FirstOrDefault(decision => decision.When == named.Key).Path;
            var path = decision is null ? named.Value.Text() : null;
            if (decision is null ? path is null : named.Value.IsNull || !attribute.Named(decision).IsNull)
            {
                continue;
            }

            var member = TagPath.Follow(result, @return.Value!, path, method.ContainingType, symbols.Compilation, warnings);
            var argument = member.Error is null ? Argument(decision ?? named.Key, member, attribute, locals) : member;
            if (argument.Error is null)
            {
                arguments.Add(argument.Expression);
            }
            else
            {
                problems.Add(SpanTagParser.Problem(attribute, argument.Error, argument.MayBeGenerated, cancellationToken, named.Key));
            }
        }

        return problems.Count == before ? new(arguments) : default;
    }

    private static string? Obstacle(AttributeData attribute, TracedSpanKind kind, TracedReturn @return)
    {
        if (kind != TracedSpanKind.Guardrail)
        {
            return "the method is not a [TracedGuardrail]; remove the attribute";
        }

        if (@return.Value is null)
        {
            return @return.Shape == ReturnShape.Sequence ? "a sequence has no single value; remove the attribute" : "the method returns no value; remove the attribute";
        }

        if (TracedMethodParser.GuardrailResultOf(@return.Value) != GuardrailResult.None)
        {
            return "the method returns a GuardrailOutcome, which holds the decision; remove the attribute";
        }

        // The compiler reports an argument that is not constant (CS0182).
        return attribute.NamedArguments.Any(argument => Decisions.Any(decision => argument.Key == decision.Path || argument.Key == decision.When) && !argument.Value.IsNull)
            ? null
            : "it sets neither Blocked nor Masked; set one of them, or BlockedWhen for a bool or an enumeration";
    }

    private static TagRead Argument(string name, TagRead member, AttributeData attribute, LocalNames locals)
    {
        var type = TagPath.NotNull(member.Type);
        var mayBeNull = member.Conditional || TagPath.IsNullable(member.Type);
        switch (name)
        {
            case "Blocked" or "Masked":
                return Decision(name, member, attribute.Named(name + "When"));

            case "MaskedEntities" when type.SpecialType == SpecialType.System_Int32:
                return member with { Expression = $"maskedEntityCount: {member.Expression}{(mayBeNull ? " ?? 0" : "")}" };

            case "MaskedEntities" when type.IsReferenceType && MetadataNames.WithBasesOf(type).Any(IsCounts):
                return member with { Expression = $"maskedEntities: {member.Expression}" };

            case "Reason" when type.SpecialType == SpecialType.System_String:
                return member with { Expression = $"reason: {member.Expression}" };

            case "ViolationCategories" when TagValues.IsTexts(type):
                return TagValues.Convert(member, locals) is { Error: null } texts
                    ? texts with { Expression = $"violationCategories: {texts.Expression}" }
                    : member;

            default:
                return WrongType(
                    member,
                    name switch
                    {
                        "MaskedEntities" => "an int or an IReadOnlyDictionary<string, int>",
                        "Reason" => "a string",
                        _ => "a counted collection of strings",
                    },
                    "name a member of such a type");
        }
    }

    /// <summary>The comparison that decides. A <see langword="null"/> on the way decides nothing.</summary>
    private static TagRead Decision(string name, TagRead member, TypedConstant when)
    {
        var type = TagPath.NotNull(member.Type);
        var mayBeNull = member.Conditional || TagPath.IsNullable(member.Type);
        var argument = name == "Blocked" ? "blocked" : "masked";
        if (type.SpecialType == SpecialType.System_Boolean && (when.IsNull || when.Value is bool))
        {
            var isDecidedByFalse = when.Value is false;
            return member with
            {
                Expression = mayBeNull ? $"{argument}: {member.Expression} == {(isDecidedByFalse ? "false" : "true")}" : $"{argument}: {(isDecidedByFalse ? "!" : "")}{member.Expression}",
            };
        }

        if (type.TypeKind != TypeKind.Enum)
        {
            return WrongType(member, when.IsNull || when.Value is bool ? "a bool" : "an enumeration", "name a member of such a type");
        }

        return when.Kind == TypedConstantKind.Enum && SymbolEqualityComparer.Default.Equals(when.Type, type)
            ? member with { Expression = $"{argument}: {member.Expression} == {CSharpText.EnumConstant(when)}" }
            : WrongType(member, "a bool", $"set {name}When to the value of '{type.Name}' that means it");
    }

    private static TagRead WrongType(TagRead member, string expected, string remedy) => member with
    {
        Error = $"'{member.Type.ToDisplayString(CSharpText.ShortType)}' is not {expected}; {remedy}",
        MayBeGenerated = TagPath.NotNull(member.Type).TypeKind == TypeKind.Error,
    };

    private static bool IsCounts(ITypeSymbol type) =>
        MetadataNames.Is(type, "System.Collections.Generic.IReadOnlyDictionary`2")
        && ((INamedTypeSymbol)type).TypeArguments is var arguments
        && arguments[0].SpecialType == SpecialType.System_String
        && arguments[1].SpecialType == SpecialType.System_Int32;
}
