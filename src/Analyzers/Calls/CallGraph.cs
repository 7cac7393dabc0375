using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Calls;

/// <summary>
/// The calls between the functions of a compilation. The graph reads a function when a rule asks for it. It includes code that
/// C# runs without a call: operators, conversions, disposal and initialisers. A method that the code names without a call
/// counts as called, and so do all implementations of an interface method.
/// </summary>
internal sealed class CallGraph(CompilationCode code)
{
    private readonly Dispatch _dispatch = new(code.Compilation);
    private readonly Initializers _initializers = new(code);
    private readonly Disposal _disposal = new(code.Compilation);
    private readonly ConcurrentDictionary<CodePlace, ImmutableArray<CodePlace>> _callees = new();

    public ImmutableArray<CodePlace> Callees(CodePlace caller, CancellationToken cancellationToken)
    {
        if (!_callees.TryGetValue(caller, out var callees))
        {
            callees = [.. Find(caller, cancellationToken).Distinct()];
            _callees.TryAdd(caller, callees);
        }

        return callees;
    }

    /// <summary>The functions that one operation calls.</summary>
    public IEnumerable<CodePlace> CalleesOf(IOperation operation, CancellationToken cancellationToken) =>
        from named in Named(operation, cancellationToken)
        from target in _dispatch.Targets(named)
        let place = code.PlaceOf(Written(target))
        where place is not null
        select place.Value;

    private IEnumerable<CodePlace> Find(CodePlace caller, CancellationToken cancellationToken) =>
        CoreOf(caller, cancellationToken) is { } core ? [core]
        : code.BodyOf(caller, cancellationToken) is { } body
            ? from operation in OwnOperations(body)
              from callee in CalleesOf(operation, cancellationToken)
              select callee
            : [];

    // Of the code of the gateway, the generated half of a traced method calls the Core alone, so its body need not be bound.
    private CodePlace? CoreOf(CodePlace caller, CancellationToken cancellationToken) =>
        CompilationCode.FunctionAt(caller, cancellationToken) is MethodDeclarationSyntax written
        && written.Modifiers.Any(SyntaxKind.PartialKeyword)
        && code.ModelOf(caller.Tree).GetDeclaredSymbol(written, cancellationToken) is { PartialDefinitionPart: { } traced }
        && TracedAttributes.Find(traced).Any()
        && CoreMethods.Find(traced, KnownSymbols.Get(code.Compilation)) is { } core
            ? code.PlaceOf(core)
            : null;

    // While generators run, the generated half of a traced method, which calls the Core, does not exist yet.
    private IMethodSymbol Written(IMethodSymbol method) => method is { IsPartialDefinition: true, PartialImplementationPart: null }
        ? CoreMethods.Find(method, KnownSymbols.Get(code.Compilation)) ?? method
        : method;

    /// <summary>The operations of a function and of its lambdas, without the operations of its local functions, which are functions of their own.</summary>
    public static IEnumerable<IOperation> OwnOperations(IOperation body)
    {
        var left = new Stack<IOperation>();
        left.Push(body);
        while (left.Count > 0)
        {
            var operation = left.Pop();
            if (operation is ILocalFunctionOperation && operation != body)
            {
                continue;
            }

            yield return operation;
            foreach (var child in operation.ChildOperations)
            {
                left.Push(child);
            }
        }
    }

    private IEnumerable<IMethodSymbol> Named(IOperation operation, CancellationToken cancellationToken) => operation switch
    {
        IInvocationOperation invocation => [invocation.TargetMethod, .. MediatedCalls.Get(code).HandlersOf(invocation, cancellationToken).Select(static handler => handler.Method)],
        IMethodReferenceOperation reference => [reference.Method],
        IObjectCreationOperation { Constructor: { } constructor } => [constructor, .. _initializers.OperationsOf(constructor.ContainingType, cancellationToken).SelectMany(value => Set(value, cancellationToken))],
        IBinaryOperation { OperatorMethod: { } @operator } => [@operator],
        IUnaryOperation { OperatorMethod: { } @operator } => [@operator],
        ICompoundAssignmentOperation { OperatorMethod: { } @operator } => [@operator],
        IIncrementOrDecrementOperation { OperatorMethod: { } @operator } => [@operator],
        IConversionOperation { OperatorMethod: { } conversion } => [conversion],
        IUsingOperation @using => _disposal.MethodsOf(@using),
        IUsingDeclarationOperation @using => _disposal.MethodsOf(@using),
        IPropertyReferenceOperation property => Accessors(property).OfType<IMethodSymbol>(),
        _ => [],
    };

    // An object in an initialiser runs its constructor. Following its initialisers too could recurse forever.
    private IEnumerable<IMethodSymbol> Set(IOperation operation, CancellationToken cancellationToken) =>
        operation is IObjectCreationOperation creation ? creation.Constructor is { } constructor ? [constructor] : [] : Named(operation, cancellationToken);

    private static IEnumerable<IMethodSymbol?> Accessors(IPropertyReferenceOperation reference) => reference.Parent switch
    {
        ISimpleAssignmentOperation assignment when assignment.Target == reference => [reference.Property.SetMethod],
        IAssignmentOperation assignment when assignment.Target == reference => [reference.Property.GetMethod, reference.Property.SetMethod],
        IIncrementOrDecrementOperation => [reference.Property.GetMethod, reference.Property.SetMethod],
        ITupleOperation tuple when IsDeconstructed(tuple) => [reference.Property.SetMethod],
        _ => [reference.Property.GetMethod],
    };

    private static bool IsDeconstructed(ITupleOperation tuple) => tuple.Parent switch
    {
        IDeconstructionAssignmentOperation assignment => assignment.Target == tuple,
        ITupleOperation outer => IsDeconstructed(outer),
        _ => false,
    };
}
