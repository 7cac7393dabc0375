using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Common;

/// <summary>
/// The names that a compilation uses for attributes. Most attributes are not ours, and binding each of them would cost more
/// than all other work of the rules.
/// </summary>
internal sealed class AttributeNames
{
    private const string Suffix = "Attribute";

    private readonly CompilationCode _code;

    private readonly Computed<ImmutableArray<(string Alias, string Target, bool IsGlobal)>> _aliases;

    private AttributeNames(CompilationCode code)
    {
        _code = code;
        _aliases = new(code.Lock, token => [.. code.Compilation.SyntaxTrees.SelectMany(tree => AliasesIn(tree, token))]);
    }

    public static AttributeNames Get(Compilation compilation) =>
        CompilationCode.Get(compilation).Get(static (code, _) => new AttributeNames(code), default);

    /// <summary>Whether an attribute may be one of those that are called so: with the suffix or without, or by another name that a using gives it.</summary>
    public bool MayBe(AttributeSyntax attribute, ImmutableArray<string> names, CancellationToken cancellationToken)
    {
        var written = Written(attribute.Name);
        return names.Contains(written)
            || (written.EndsWith(Suffix, StringComparison.Ordinal) && names.Contains(written.Substring(0, written.Length - Suffix.Length)))
            || _aliases.Get(cancellationToken).Any(alias => IsNamed(alias.Alias, written) && names.Any(name => IsNamed(alias.Target, name)));
    }

    /// <summary>The files that may use one of the attributes.</summary>
    public IEnumerable<SyntaxTree> FilesWith(ImmutableArray<string> names, CancellationToken cancellationToken)
    {
        var aliases = _aliases.Get(cancellationToken)
            .Where(alias => alias.IsGlobal && names.Any(name => IsNamed(alias.Target, name)))
            .SelectMany(static alias => new[] { alias.Alias, Unsuffixed(alias.Alias) });
        return _code.Names.FilesWith([.. names, .. aliases], cancellationToken);
    }

    /// <summary>The methods of types that may have one of the attributes.</summary>
    public IEnumerable<MethodDeclarationSyntax> MethodsWith(ImmutableArray<string> names, CancellationToken cancellationToken) =>
        from tree in FilesWith(names, cancellationToken)
        from node in tree.GetRoot(cancellationToken).DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
        let method = node as MethodDeclarationSyntax
        where method is not null && HasAny(method.AttributeLists, names, cancellationToken)
        select method;

    /// <summary>Whether one of the attributes may be in a list.</summary>
    public bool HasAny(SyntaxList<AttributeListSyntax> lists, ImmutableArray<string> names, CancellationToken cancellationToken)
    {
        foreach (var list in lists)
        {
            foreach (var attribute in list.Attributes)
            {
                if (MayBe(attribute, names, cancellationToken))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsNamed(string alias, string written) => alias == written || alias == written + Suffix || alias + Suffix == written;

    private static string Unsuffixed(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;

    private static string Written(NameSyntax name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => Written(qualified.Right),
        AliasQualifiedNameSyntax aliased => Written(aliased.Name),
        _ => "",
    };

    private static IEnumerable<(string Alias, string Target, bool IsGlobal)> AliasesIn(SyntaxTree tree, CancellationToken cancellationToken) =>
        tree.GetRoot(cancellationToken) is CompilationUnitSyntax file
            ? from use in file.Usings.Concat(file.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(UsingsIn))
              let alias = use.Alias?.Name.Identifier.ValueText
              where alias is not null && use.NamespaceOrType is NameSyntax
              select (alias, Written((NameSyntax)use.NamespaceOrType), use.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword))
            : [];

    private static IEnumerable<UsingDirectiveSyntax> UsingsIn(BaseNamespaceDeclarationSyntax space) =>
        space.Usings.Concat(space.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(UsingsIn));
}
