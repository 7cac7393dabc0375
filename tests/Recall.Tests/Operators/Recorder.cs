using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>Code that records exceptions: a catch clause, or a method marked <c>[FailureLoggingPath]</c>.</summary>
/// <param name="File">The file.</param>
/// <param name="Node">The clause, the method or the local function.</param>
/// <param name="Block">The statements.</param>
/// <param name="Exception">The expression that names the exception.</param>
/// <param name="Accepted">The type of the exceptions that come here.</param>
/// <param name="Statements">The statements of the block that record.</param>
/// <param name="Reached">The exceptions that come here and are recorded.</param>
internal sealed record Recorder(
    CodeFile File,
    SyntaxNode Node,
    BlockSyntax Block,
    string Exception,
    ITypeSymbol Accepted,
    ImmutableArray<StatementSyntax> Statements,
    ImmutableArray<ThrownException> Reached)
{
    private const string Attribute = "FailureLoggingPath";

    /// <summary>The clause, if it is one.</summary>
    public CatchClauseSyntax? Clause => Node as CatchClauseSyntax;

    /// <summary>Whether the recorder is a clause around the rest of the pipeline: <c>await next(context)</c>.</summary>
    public bool IsAroundNext => Node.Parent is TryStatementSyntax attempt
        && attempt.Block.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(static call => call.Expression.ToString() is "next" or "_next");

    /// <summary>The function around the recorder.</summary>
    public SyntaxNode Function => Node.AncestorsAndSelf().First(static node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or CompilationUnitSyntax);

    /// <summary>The recorders of a gateway.</summary>
    public static IEnumerable<Recorder> In(GatewayCode code) => code.Files.SelectMany(file => Clauses(code, file).Concat(Methods(code, file)));

    /// <summary>The methods of a gateway that are marked.</summary>
    public static IEnumerable<AttributeListSyntax> Marks(GatewayCode code) =>
        code.Files.SelectMany(static file => file.Nodes<AttributeListSyntax>().Where(static list => list.Attributes is [var only] && only.Name.ToString() == Attribute));

    /// <summary>The types by which the recorder can be narrowed so that it misses an exception, and the throws that it then misses.</summary>
    public IEnumerable<(INamedTypeSymbol Type, ImmutableArray<ThrownException> Missed)> Narrowings(GatewayCode code) =>
        from type in code.Throws.Types
        where ThrownExceptions.Derives(type, Accepted) && !ThrownExceptions.Same(type, Accepted)
        let missed = Reached.Where(thrown => !ThrownExceptions.Derives(thrown.Type, type)).ToImmutableArray()
        where missed.Length > 0 && Reached.Any(thrown => ThrownExceptions.Derives(thrown.Type, type))
        select (type, missed);

    private static IEnumerable<Recorder> Clauses(GatewayCode code, CodeFile file)
    {
        foreach (var clause in file.Nodes<CatchClauseSyntax>())
        {
            if (clause is not { Declaration: { Identifier.Text: { Length: > 0 } name } declaration, Filter: null, Parent: TryStatementSyntax attempt }
                || file.Model.GetTypeInfo(declaration.Type).Type is not { } type
                || type.ToDisplayString() != "System.Exception" && !code.Throws.Types.Any(own => ThrownExceptions.Same(own, type)))
            {
                continue;
            }

            // What a wider clause behind this one records is not lost, and what an earlier one catches does not come.
            var index = attempt.Catches.IndexOf(clause);
            var statements = Recording(clause.Block, name);
            if (statements.IsEmpty || index < attempt.Catches.Count - 1)
            {
                continue;
            }

            var earlier = attempt.Catches.Take(index).Select(static other => other.Declaration?.Type).OfType<TypeSyntax>().Select(other => file.Model.GetTypeInfo(other).Type!).ToList();
            yield return new(file, clause, clause.Block, name, type, statements, [
                .. code.Throws.ReachedFrom(attempt.Block)
                    .Where(thrown => ThrownExceptions.Derives(thrown.Type, type) && !earlier.Any(other => ThrownExceptions.Derives(thrown.Type, other)))]);
        }
    }

    private static IEnumerable<Recorder> Methods(GatewayCode code, CodeFile file)
    {
        foreach (var node in file.Root.DescendantNodes())
        {
            var (lists, parameters, body) = node switch
            {
                MethodDeclarationSyntax method => (method.AttributeLists, method.ParameterList, method.Body),
                LocalFunctionStatementSyntax function => (function.AttributeLists, function.ParameterList, function.Body),
                _ => default,
            };
            if (body is null || !lists.Any(static list => list.Attributes.Any(static attribute => attribute.Name.ToString() == Attribute)))
            {
                continue;
            }

            var given = parameters.Parameters.Select(parameter => (parameter.Identifier.Text, Type: file.Model.GetTypeInfo(parameter.Type!).Type!)).ToList();
            var (name, type) = given.FirstOrDefault(static parameter => parameter.Type.Name == "Exception" || ThrownExceptions.IsException(parameter.Type));
            if (name is null && given.FirstOrDefault(static parameter => parameter.Type.Name == "ExceptionContext") is { Text: { } context })
            {
                (name, type) = ($"{context}.Exception", file.Model.Compilation.GetTypeByMetadataName("System.Exception")!);
            }

            if (name is null || Recording(body, name) is not { IsEmpty: false } statements)
            {
                continue;
            }

            var accepted = AcceptedByEarlyReturn(file, body) ?? type!;
            yield return new(file, node, body, name, accepted, statements, [.. code.Throws.All.Where(thrown => ThrownExceptions.Derives(thrown.Type, accepted))]);
        }
    }

    // `if (exception is not Known known) { return false; }` in front of everything else.
    private static ITypeSymbol? AcceptedByEarlyReturn(CodeFile file, BlockSyntax body) =>
        body.Statements.FirstOrDefault() is IfStatementSyntax { Condition: IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: DeclarationPatternSyntax pattern } } }
            ? file.Model.GetTypeInfo(pattern.Type).Type
            : null;

    // Statements that give the exception to a log, to the trace or to another method that records.
    private static ImmutableArray<StatementSyntax> Recording(BlockSyntax block, string exception)
    {
        var names = block.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Select(static designation => designation.Identifier.Text).Append(exception).ToHashSet();
        return [.. block.Statements.Where(statement => statement.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
            call.Expression.ToString().Split('.')[^1] is { } method
            && (method.StartsWith("Log", StringComparison.Ordinal) || method is "RecordException" or "Record" or "Fail" or "Failed" or "Take" or "Write" or "WriteAsync" or "AddAsync")
            && call.ArgumentList.Arguments.Any(argument => names.Contains(argument.ToString()))))];
    }
}
