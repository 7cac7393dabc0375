using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Writes catch clauses that record their exception.</summary>
internal static class RecordedCatch
{
    private const string Trace = "global::TracedLlm.LlmTrace";

    private static readonly string[] Names = ["exception", "caught", "failure"];

    /// <summary>The clause with a call of RecordException in front.</summary>
    public static CatchClauseSyntax Record(CatchClauseSyntax clause)
    {
        var name = clause.Declaration is { Identifier: { RawKind: not (int)SyntaxKind.None } identifier } ? identifier.ValueText : FreeName(clause);
        var record = SyntaxFactory.ParseStatement($"{Trace}.Current?.RecordException({name});");
        record = record.ReplaceNodes(
                record.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(static access => access.ToString() == Trace),
                static (_, access) => access.WithAdditionalAnnotations(Simplifier.Annotation))
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return Declare(clause, name).WithBlock(clause.Block.WithStatements(clause.Block.Statements.Insert(0, record)))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>Whether <c>throw</c> can end the clause: in place of its <c>return</c>, or after its statements. A clause that continues or leaves a loop stays as it is.</summary>
    public static bool CanRethrow(CatchClauseSyntax clause, SemanticModel model) =>
        clause.Block.Statements.LastOrDefault() is null or ReturnStatementSyntax || model.AnalyzeControlFlow(clause.Block) is { Succeeded: true, EndPointIsReachable: true };

    /// <summary>The clause with a call of RecordException in front and a rethrow at the end.</summary>
    public static CatchClauseSyntax RecordAndRethrow(CatchClauseSyntax clause)
    {
        var recorded = Record(clause);
        var statements = recorded.Block.Statements;
        var rethrow = SyntaxFactory.ThrowStatement().WithAdditionalAnnotations(Formatter.Annotation);
        return recorded.WithBlock(recorded.Block.WithStatements(statements.Last() is ReturnStatementSyntax last
            ? statements.Replace(last, rethrow.WithTriviaFrom(last))
            : statements.Add(rethrow.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed))));
    }

    private static CatchClauseSyntax Declare(CatchClauseSyntax clause, string name)
    {
        if (clause.Declaration is { } declared)
        {
            return declared.Identifier.ValueText == name
                ? clause
                : clause.WithDeclaration(declared.WithType(declared.Type.WithTrailingTrivia(SyntaxFactory.Space)).WithIdentifier(SyntaxFactory.Identifier(name)));
        }

        var type = SyntaxFactory.ParseTypeName("global::System.Exception").WithTrailingTrivia(SyntaxFactory.Space).WithAdditionalAnnotations(Simplifier.Annotation);
        return clause
            .WithCatchKeyword(clause.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space))
            .WithDeclaration(SyntaxFactory.CatchDeclaration(type, SyntaxFactory.Identifier(name)).WithTrailingTrivia(clause.CatchKeyword.TrailingTrivia));
    }

    /// <summary>A name for the exception of a clause that has none.</summary>
    public static string FreeName(CatchClauseSyntax clause)
    {
        var taken = new HashSet<string>(
            (clause.FirstAncestorOrSelf<MemberDeclarationSyntax>(static member => member is not GlobalStatementSyntax) ?? clause.SyntaxTree.GetRoot()).DescendantTokens()
                .Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText),
            StringComparer.Ordinal);

        // A clause inside a clause needs another name, also if one pass repairs both.
        var depth = clause.Ancestors().TakeWhile(static outer => outer is not MemberDeclarationSyntax).OfType<CatchClauseSyntax>().Count() % Names.Length;
        return Names.Skip(depth).Concat(Names.Take(depth)).FirstOrDefault(name => !taken.Contains(name)) ?? "caughtException";
    }
}
