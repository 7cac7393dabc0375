using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Layers;

/// <summary>A method, constructor or property of a library, with the words in it.</summary>
internal sealed class LayerMember(MemberDeclarationSyntax syntax, CancellationToken cancellationToken)
{
    private FileWords? _words;

    public MemberDeclarationSyntax Syntax => syntax;

    /// <summary>The names by which other code calls the member. A traced method calls its Core in generated code.</summary>
    public IEnumerable<string> Names => syntax switch
    {
        MethodDeclarationSyntax method => [method.Identifier.ValueText],
        ConstructorDeclarationSyntax constructor => [constructor.Identifier.ValueText],
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        _ => [],
    };

    public bool HasAny(ImmutableArray<string> words) =>
        words.Any((_words ??= SourceNames.WordsIn(syntax, cancellationToken)).Contains)
        || (syntax is MethodDeclarationSyntax { Body: null, ExpressionBody: null } traced && words.Contains(CoreMethods.NameFor(traced.Identifier.ValueText)));

    /// <summary>Whether the member throws an exception of a type with another name.</summary>
    public bool ThrowsOtherThan(ImmutableHashSet<string> ordinary) => ThrownNames().Any(name => !ordinary.Contains(name));

    /// <summary>The name of a type without its namespace and type arguments.</summary>
    public static string LastName(TypeSyntax type) => type switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => "",
    };

    private IEnumerable<string> ThrownNames() =>
        from node in syntax.DescendantNodes()
        let thrown = node switch
        {
            ThrowStatementSyntax statement => statement.Expression,
            ThrowExpressionSyntax expression => expression.Expression,
            _ => null,
        }
        where thrown is not null
        select thrown is ObjectCreationExpressionSyntax { Type: var type } ? LastName(type) : "";
}
