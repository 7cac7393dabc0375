using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The names of the methods of a compilation that may return a task, by syntax alone.</summary>
internal sealed class TaskMethodNames
{
    private const string AsyncSuffix = "Async";

    private readonly CompilationCode _code;

    private readonly Computed<HashSet<string>> _names;

    private TaskMethodNames(CompilationCode code)
    {
        _code = code;
        _names = new(code.Lock, Find);
    }

    public static TaskMethodNames Get(CompilationCode code) => code.Get(static (own, _) => new TaskMethodNames(own), default);

    /// <summary>Whether a statement may discard a task that the code of the compilation, <c>Task.Run</c>, <c>StartNew</c> or an <c>HttpClient</c> starts.</summary>
    public bool MayDiscard(SyntaxNode node, CancellationToken cancellationToken) => node switch
    {
        ExpressionStatementSyntax { Expression: var value } => MayDiscard(value, cancellationToken),
        VariableDeclaratorSyntax { Initializer.Value: var value } => MayStart(value, cancellationToken),
        AnonymousFunctionExpressionSyntax { ExpressionBody: { } value } lambda when !IsMapped(lambda) => MayDiscard(value, cancellationToken),
        ArrowExpressionClauseSyntax { Parent: var member, Expression: var value } when !MayReturnTask(member) => MayDiscard(value, cancellationToken),
        _ => false,
    };

    private bool MayDiscard(ExpressionSyntax value, CancellationToken cancellationToken) =>
        MayStart(value is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Right: var discarded } ? discarded : value, cancellationToken);

    // Also within the arguments and in front of a call: Task.WhenAll(SendAsync(), …), SendAsync().ContinueWith(…).
    private bool MayStart(ExpressionSyntax value, CancellationToken cancellationToken) =>
        value is not AssignmentExpressionSyntax
        && value.DescendantNodesAndSelf(static inner => inner is not (AnonymousFunctionExpressionSyntax or AwaitExpressionSyntax))
            .Any(inner => inner is InvocationExpressionSyntax call && OperationRegistration.NameOf(call) is { } name && MayBeTask(call, name, cancellationToken));

    private bool MayBeTask(InvocationExpressionSyntax call, string name, CancellationToken cancellationToken) =>
        name is "StartNew" || IsRunOfTask(call, name) || name.EndsWith(AsyncSuffix, StringComparison.Ordinal) || _names.Get(cancellationToken).Contains(name);

    // Task.Run takes its work, and Task is a type. The app.Run() of every Program.cs would cost the search for all traced code.
    private static bool IsRunOfTask(InvocationExpressionSyntax call, string name) =>
        name is "Run" && call.ArgumentList.Arguments.Count > 0 && !IsVariable((call.Expression as MemberAccessExpressionSyntax)?.Expression);

    private static bool IsVariable(ExpressionSyntax? receiver) => receiver is IdentifierNameSyntax { Identifier.ValueText: var name } && !char.IsUpper(name[0]);

    private HashSet<string> Find(CancellationToken cancellationToken) =>
    [
        .. from tree in _code.Names.FilesWith(["Task", "ValueTask", "async"], cancellationToken)
           from node in tree.GetRoot(cancellationToken).DescendantNodes()
           let name = node switch
           {
               MethodDeclarationSyntax method when MayReturnTask(method.ReturnType) => method.Identifier.ValueText,
               LocalFunctionStatementSyntax local when MayReturnTask(local.ReturnType) => local.Identifier.ValueText,
               _ => null,
           }
           where name is not null && !name.EndsWith(AsyncSuffix, StringComparison.Ordinal)
           select name,
    ];

    // ASP.NET Core awaits what a handler returns.
    private static bool IsMapped(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } && OperationRegistration.NameOf(call)?.StartsWith("Map", StringComparison.Ordinal) == true;

    private static bool MayReturnTask(SyntaxNode? member) => member switch
    {
        MethodDeclarationSyntax method => MayReturnTask(method.ReturnType),
        LocalFunctionStatementSyntax local => MayReturnTask(local.ReturnType),
        BasePropertyDeclarationSyntax => true,
        _ => false,
    };

    // T may stand for a task.
    private static bool MayReturnTask(TypeSyntax type) => type is not (PredefinedTypeSyntax or ArrayTypeSyntax or NullableTypeSyntax or TupleTypeSyntax)
        && type.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.IdentifierToken) && (token.ValueText is "Task" or "ValueTask" || token.ValueText.Length == 1 || (token.ValueText[0] == 'T' && token.ValueText.Length > 1 && char.IsUpper(token.ValueText[1]))));
}
