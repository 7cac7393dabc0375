using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Spans;

/// <summary>A value whose name says that it means a decision.</summary>
/// <param name="Path">The member; <see langword="null"/> for the whole result.</param>
/// <param name="When">The value that decides: a bool, or a member of an enumeration.</param>
internal sealed record DecidingValue(string? Path, object When)
{
    // A name that denies its words means the opposite of what they say.
    private static readonly HashSet<string> Negations = new(StringComparer.Ordinal) { "not", "no", "non", "without", "never" };

    public static DecidingValue? OfMember(string name, ITypeSymbol type, IReadOnlyCollection<string> words, IReadOnlyCollection<string> none) =>
        type.SpecialType == SpecialType.System_Boolean ? OfBool(name, name, words, none)
        : type.TypeKind == TypeKind.Enum && !IsOfPlatform(type) ? OfEnum(name, type, words)
        : null;

    /// <summary>The bool of a name; <see langword="null"/> if the name does not say what <see langword="true"/> means.</summary>
    public static DecidingValue? OfBool(string? path, string name, IReadOnlyCollection<string> words, IReadOnlyCollection<string> none)
    {
        var parts = NameWords.Split(name).ToList();
        if (parts.Exists(Negations.Contains))
        {
            return null;
        }

        return (parts.Exists(words.Contains), parts.Exists(none.Contains)) switch
        {
            (true, false) => new(path, When: true),
            (false, true) => new(path, When: false),
            _ => null,
        };
    }

    /// <summary>The value of an enumeration that decides; <see langword="null"/> if no value or more than one does.</summary>
    public static DecidingValue? OfEnum(string? path, ITypeSymbol type, IReadOnlyCollection<string> words)
    {
        var deciding = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue && OfBool(path, field.Name, words, none: []) is not null).ToList();
        return deciding.Count == 1 ? new(path, deciding[0]) : null;
    }

    public static bool IsOfPlatform(ITypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space is { Name: "System" or "Microsoft" };
    }

    public string Arguments(string name, SymbolDisplayFormat format)
    {
        var when = When switch
        {
            IFieldSymbol field => $"{name}When = {field.ContainingType.ToDisplayString(format)}.{field.Name}",
            false => $"{name}When = false",
            _ => Path is null ? $"{name}When = true" : null,
        };
        return string.Join(", ", new[] { Path is null ? null : $"{name} = \"{Path}\"", when }.OfType<string>());
    }
}
