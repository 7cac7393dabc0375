using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Analyzers.Common;

/// <summary>
/// The names that a compilation uses for attributes. Most attributes are not ours, and binding each of them would cost more
/// than all other work of the rules.
/// </summary>
internal sealed class AttributeNames
{
    private const string Suffix = "Attribute";

    private static readonly ConditionalWeakTable<Compilation, AttributeNames> PerCompilation = new();

    private readonly Lazy<ImmutableHashSet<string>> _aliases;

    private readonly Lazy<ImmutableHashSet<string>> _global;

    private AttributeNames(Compilation compilation)
    {
        _aliases = new(() => [.. compilation.SyntaxTrees.SelectMany(AliasesIn)]);
        _global = new(() => [.. compilation.SyntaxTrees.SelectMany(GlobalAliasesIn)]);
    }

    public static AttributeNames Get(Compilation compilation) => PerCompilation.GetValue(compilation, static key => new(key));

    /// <summary>Whether a file's text may use an attribute whose name has <paramref name="part"/> in it: by this name, or by one that a global using gives it elsewhere.</summary>
    public bool MayBeIn(string text, string part) =>
        text.IndexOf(part, StringComparison.Ordinal) >= 0
        || _global.Value.Any(alias => text.IndexOf(alias.EndsWith(Suffix, StringComparison.Ordinal) ? alias.Substring(0, alias.Length - Suffix.Length) : alias, StringComparison.Ordinal) >= 0);

    /// <summary>Whether an attribute may be one of those that are called so: with the suffix or without, or by another name that a using gives it.</summary>
    public bool MayBe(AttributeSyntax attribute, params ImmutableArray<string> names)
    {
        var written = Written(attribute.Name);
        return names.Contains(written)
            || (written.EndsWith(Suffix, StringComparison.Ordinal) && names.Contains(written.Substring(0, written.Length - Suffix.Length)))
            || _aliases.Value.Contains(written) || _aliases.Value.Contains(written + Suffix);
    }

    private static string Written(NameSyntax name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => Written(qualified.Right),
        AliasQualifiedNameSyntax aliased => Written(aliased.Name),
        _ => "",
    };

    private static IEnumerable<string> AliasesIn(SyntaxTree tree) =>
        tree.GetRoot() is CompilationUnitSyntax file
            ? from use in file.Usings.Concat(file.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(UsingsIn))
              let alias = use.Alias?.Name.Identifier.ValueText
              where alias is not null
              select alias
            : [];

    private static IEnumerable<string> GlobalAliasesIn(SyntaxTree tree) =>
        tree.GetRoot() is CompilationUnitSyntax file
            ? from use in file.Usings
              let alias = use.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword) ? use.Alias?.Name.Identifier.ValueText : null
              where alias is not null && use.NamespaceOrType.ToString().IndexOf("Traced", StringComparison.Ordinal) >= 0
              select alias
            : [];

    private static IEnumerable<UsingDirectiveSyntax> UsingsIn(BaseNamespaceDeclarationSyntax space) =>
        space.Usings.Concat(space.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(UsingsIn));
}
