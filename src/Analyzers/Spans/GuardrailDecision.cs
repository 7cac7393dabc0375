using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>What a guardrail's own result type says about its decision.</summary>
/// <param name="Blocked">The value that means a block.</param>
/// <param name="Masked">The value that means a mask.</param>
/// <param name="IsSure">Whether the result is a decision. A type with a bool or an enumeration whose name says nothing may hold one.</param>
internal sealed record GuardrailDecision(DecidingValue? Blocked, DecidingValue? Masked, bool IsSure = true)
{
    // Such a type holds a decision, whatever its members are called.
    private static readonly string[] Endings = ["verdict", "decision", "outcome", "judgement", "judgment"];

    /// <summary>Whether names of the code say which value means which decision.</summary>
    public bool IsCertain => Blocked is not null || Masked is not null;

    /// <summary>The decision; <see langword="null"/> if the result is something else, for example the rewritten text.</summary>
    public static GuardrailDecision? Find(IMethodSymbol method, ITypeSymbol result, Compilation compilation)
    {
        var type = TagPath.NotNull(result);
        if (type.SpecialType == SpecialType.System_Boolean)
        {
            return new(DecidingValue.OfBool(path: null, method.Name, DecisionWords.Blocks, DecisionWords.Allows), DecidingValue.OfBool(path: null, method.Name, DecisionWords.Masks, none: []));
        }

        // The gateway did not choose the words of the platform's types, for example HttpStatusCode.Forbidden.
        if (type.SpecialType != SpecialType.None || (!type.IsTupleType && DecidingValue.IsOfPlatform(type)))
        {
            return null;
        }

        if (type.TypeKind == TypeKind.Enum)
        {
            return new(DecidingValue.OfEnum(path: null, type, DecisionWords.Blocks), DecidingValue.OfEnum(path: null, type, DecisionWords.Masks));
        }

        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface))
        {
            return null;
        }

        var members = MembersOf(type).Where(member => compilation.IsSymbolAccessibleWithin(member.Symbol, method.ContainingType)).ToList();
        var blocked = members.Select(static member => DecidingValue.OfMember(member.Symbol.Name, TagPath.NotNull(member.Type), DecisionWords.Blocks, DecisionWords.Allows)).FirstOrDefault(static value => value is not null);
        var masked = members.Select(static member => DecidingValue.OfMember(member.Symbol.Name, TagPath.NotNull(member.Type), DecisionWords.Masks, none: [])).FirstOrDefault(static value => value is not null);
        var decides = blocked is not null || masked is not null || Endings.Any(ending => type.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        return decides ? new(blocked, masked)
            : members.Exists(static member => IsReadable(TagPath.NotNull(member.Type))) && !IsRewritten(method, type) ? new(null, null, IsSure: false)
            : null;
    }

    // Of other members [GuardrailResult] reads no decision.
    private static bool IsReadable(ITypeSymbol type) => type.SpecialType == SpecialType.System_Boolean || (type.TypeKind == TypeKind.Enum && !DecidingValue.IsOfPlatform(type));

    // A guardrail that returns what it receives rewrites it.
    private static bool IsRewritten(IMethodSymbol method, ITypeSymbol type) =>
        method.Parameters.Any(parameter => MetadataNames.WithBasesOf(TagPath.NotNull(parameter.Type)).Concat(parameter.Type.AllInterfaces).Contains(type, SymbolEqualityComparer.Default));

    /// <summary>The arguments of <c>[GuardrailResult]</c>.</summary>
    public string Arguments(SymbolDisplayFormat format) => string.Join(", ", new[] { Blocked?.Arguments("Blocked", format), Masked?.Arguments("Masked", format) }.OfType<string>());

    private static IEnumerable<(ISymbol Symbol, ITypeSymbol Type)> MembersOf(ITypeSymbol type) =>
        from @base in MetadataNames.WithBasesOf(type).Concat(type.TypeKind == TypeKind.Interface ? type.AllInterfaces : [])
        where @base.IsTupleType || !DecidingValue.IsOfPlatform(@base)
        from member in @base.GetMembers()
        where member is IPropertySymbol { IsStatic: false, IsIndexer: false, GetMethod: not null } or IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false }
            && member.CanBeReferencedByName
        select (member, member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type);
}
