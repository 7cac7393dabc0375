using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Layers;

/// <summary>A file of a library, with its types and with its members that have bodies.</summary>
internal sealed class LayerFile(SyntaxTree tree, CancellationToken cancellationToken)
{
    private ImmutableArray<MemberDeclarationSyntax> _declarations;
    private ImmutableArray<LayerMember> _members;

    /// <summary>The files of a library that its authors wrote.</summary>
    public static ImmutableArray<LayerFile> FilesOf(CompilationCode code, CancellationToken cancellationToken) =>
        [.. code.Compilation.SyntaxTrees.Where(static tree => !tree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase)).Select(tree => new LayerFile(tree, cancellationToken))];

    public SyntaxTree Tree { get; } = tree;

    public ImmutableArray<LayerMember> Members => _members.IsDefault
        ? _members =
        [
            .. from declaration in Declarations
               where declaration is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax && declaration.Parent is not InterfaceDeclarationSyntax
               select new LayerMember(declaration, cancellationToken),
        ]
        : _members;

    private ImmutableArray<MemberDeclarationSyntax> Declarations => _declarations.IsDefault
        ? _declarations =
        [
            .. Tree.GetRoot(cancellationToken)
                .DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
                .OfType<MemberDeclarationSyntax>(),
        ]
        : _declarations;

    /// <summary>The interfaces that the file declares.</summary>
    public IEnumerable<InterfaceDeclarationSyntax> Interfaces => Declarations.OfType<InterfaceDeclarationSyntax>();

    /// <summary>The names of the base types and interfaces of all types in the file, without type arguments.</summary>
    public IEnumerable<string> BaseNames =>
        from type in Declarations.OfType<TypeDeclarationSyntax>()
        where type is not InterfaceDeclarationSyntax && type.BaseList is not null
        from written in type.BaseList!.Types
        select LayerMember.LastName(written.Type);
}
