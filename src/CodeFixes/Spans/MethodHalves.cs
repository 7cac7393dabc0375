using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>Splits a method with a body into the partial declaration with its attributes and its <c>…Core</c>.</summary>
internal static class MethodHalves
{
    private const string EnumeratorCancellation = "EnumeratorCancellation";

    private static readonly SyntaxKind[] OfTheBody = [SyntaxKind.StaticKeyword, SyntaxKind.UnsafeKeyword, SyntaxKind.ReadOnlyKeyword, SyntaxKind.AsyncKeyword];

    /// <summary>The declaration with its attributes, comments and modifiers, without a body.</summary>
    public static MethodDeclarationSyntax Declaration(MethodDeclarationSyntax method)
    {
        var modifiers = method.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword) && !modifier.IsKind(SyntaxKind.PartialKeyword)).ToList();
        if (!modifiers.Exists(static modifier => SyntaxFacts.IsAccessibilityModifier(modifier.Kind())))
        {
            // A partial method that returns a value needs an accessibility modifier. Members of an interface are public without one.
            modifiers.Insert(0, SyntaxFactory.Token(method.Parent is InterfaceDeclarationSyntax ? SyntaxKind.PublicKeyword : SyntaxKind.PrivateKeyword));
        }

        modifiers.Add(SyntaxFactory.Token(SyntaxKind.PartialKeyword));
        var declared = method
            .WithModifiers(Spaced(modifiers, method.Modifiers.Count > 0 ? method.Modifiers[0].LeadingTrivia : method.ReturnType.GetLeadingTrivia()))
            .WithReturnType(method.ReturnType.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space))
            .WithParameterList(Parameters(method.ParameterList, static parameter => parameter
                .WithAttributeLists(Only(parameter.AttributeLists, static name => name != EnumeratorCancellation))).WithoutTrailingTrivia())
            .WithConstraintClauses(method.ConstraintClauses)
            .WithBody(null)
            .WithExpressionBody(null)
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
        declared = method.ConstraintClauses.Count == 0
            ? declared
            : declared.WithParameterList(declared.ParameterList.WithTrailingTrivia(method.ParameterList.GetTrailingTrivia()))
                .WithConstraintClauses(method.ConstraintClauses.Replace(method.ConstraintClauses.Last(), method.ConstraintClauses.Last().WithoutTrailingTrivia()));
        return declared.WithLeadingTrivia(method.GetLeadingTrivia()).WithTrailingTrivia(method.GetTrailingTrivia());
    }

    /// <summary>The Core: private, without attributes and default values.</summary>
    public static MethodDeclarationSyntax Core(MethodDeclarationSyntax method, string name)
    {
        var modifiers = method.Modifiers.Where(static modifier => OfTheBody.Contains(modifier.Kind())).Prepend(SyntaxFactory.Token(SyntaxKind.PrivateKeyword));
        return method
            .WithAttributeLists(default)
            .WithModifiers(Spaced(modifiers, default))
            .WithReturnType(method.ReturnType.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space))
            .WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(method.Identifier))
            .WithParameterList(OfCore(method.ParameterList))
            .WithLeadingTrivia(SyntaxFactory.ElasticLineFeed, Indentation(method))
            .WithTrailingTrivia(method.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The parameters of the Core.</summary>
    public static ParameterListSyntax OfCore(ParameterListSyntax parameters) => Parameters(parameters, static parameter => parameter
        .WithAttributeLists(Only(parameter.AttributeLists, static name => name == EnumeratorCancellation))
        .WithModifiers(SyntaxFactory.TokenList(parameter.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.ThisKeyword) && !modifier.IsKind(SyntaxKind.ParamsKeyword))))
        .WithDefault(null));

    public static SyntaxTrivia Indentation(SyntaxNode member) =>
        member.GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)) is { RawKind: not 0 } indentation
            ? indentation
            : SyntaxFactory.Whitespace("");

    private static ParameterListSyntax Parameters(ParameterListSyntax list, Func<ParameterSyntax, ParameterSyntax> change) =>
        list.WithParameters(SyntaxFactory.SeparatedList(
            list.Parameters.Select(parameter => change(parameter).WithLeadingTrivia(parameter.GetLeadingTrivia()) is var changed && changed.Default is null
                ? changed.WithIdentifier(changed.Identifier.WithTrailingTrivia(parameter.GetTrailingTrivia()))
                : changed),
            list.Parameters.GetSeparators()));

    private static SyntaxTokenList Spaced(IEnumerable<SyntaxToken> modifiers, SyntaxTriviaList leading) => SyntaxFactory.TokenList(modifiers.Select((modifier, index) =>
        modifier.WithoutTrivia().WithLeadingTrivia(index == 0 ? leading : default).WithTrailingTrivia(SyntaxFactory.Space)));

    private static SyntaxList<AttributeListSyntax> Only(SyntaxList<AttributeListSyntax> lists, Func<string, bool> wanted) => SyntaxFactory.List(
        from list in lists
        let attributes = list.Attributes.Where(attribute => wanted(NameOf(attribute))).ToList()
        where attributes.Count > 0
        select attributes.Count == list.Attributes.Count ? list : list.WithAttributes(SyntaxFactory.SeparatedList(attributes)));

    private static string NameOf(AttributeSyntax attribute)
    {
        var name = attribute.Name switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }
}
