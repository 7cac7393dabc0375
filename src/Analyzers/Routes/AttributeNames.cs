using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Analyzers.Routes;

/// <summary>
/// What the attributes of a compilation are called where they are used. Most are not ours, and asking the compiler what each of
/// them is would cost more than all that the rules want to know of ours.
/// </summary>
internal sealed class AttributeNames
{
    private const string Suffix = "Attribute";

    private static readonly ConditionalWeakTable<Compilation, AttributeNames> PerCompilation = new();

    private readonly Lazy<ImmutableHashSet<string>> _aliases;

    private AttributeNames(Compilation compilation) => _aliases = new(() => [.. compilation.SyntaxTrees.SelectMany(AliasesIn)]);

    public static AttributeNames In(Compilation compilation) => PerCompilation.GetValue(compilation, static key => new(key));

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

    private static IEnumerable<UsingDirectiveSyntax> UsingsIn(BaseNamespaceDeclarationSyntax space) =>
        space.Usings.Concat(space.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(UsingsIn));
}
