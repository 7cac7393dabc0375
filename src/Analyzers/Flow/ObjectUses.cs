using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Flow;

/// <summary>Follows an object from its read or write through locals, parameters and casts to the keys that the code uses.</summary>
internal sealed class ObjectUses
{
    // The number of calls that the search follows. Deeper calls are rare and cost compile time.
    private const int MaxCalls = 3;

    // Methods that return their receiver in another form.
    private static readonly ImmutableHashSet<string> Forms = ["AsObject", "Deserialize", "Clone", "DeepClone", "ToObject", "GetValue", "Value"];

    private readonly TracedCode _code;
    private readonly CancellationToken _cancellationToken;
    private readonly List<ObjectUse> _uses = [];
    private readonly HashSet<ISymbol> _followed = new(SymbolEqualityComparer.Default);
    private int _calls;

    private ObjectUses(TracedCode code, CancellationToken cancellationToken)
    {
        _code = code;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The uses of the object that is read or written under a name.</summary>
    public static IReadOnlyList<ObjectUse> Find(NamedValue value, TracedCode code, CancellationToken cancellationToken)
    {
        var uses = new ObjectUses(code, cancellationToken);
        uses.Start(value);
        return uses._uses;
    }

    private void Start(NamedValue value)
    {
        switch (value.Operation)
        {
            case var read when value.Written is { } added:
                Source(added);
                break;
            case { Parent: ISimpleAssignmentOperation assignment } target when assignment.Target == target:
                Source(assignment.Value);
                break;
            case { Parent: IMemberInitializerOperation initializer }:
                Initializer(initializer.Initializer);
                break;
            case IInvocationOperation call when Out(call) is { } found:
                Symbol(found, call);
                break;
            default:
                Value(value.Operation);
                break;
        }
    }

    /// <summary>The uses of a written object: the keys of its initializer and the keys of the local that holds it.</summary>
    private void Source(IOperation value)
    {
        switch (value)
        {
            case IConversionOperation conversion:
                Source(conversion.Operand);
                break;
            case IObjectCreationOperation { Initializer: { } initializer }:
                Initializer(initializer);
                break;
            case ILocalReferenceOperation local:
                Symbol(local.Local, local);
                break;
        }
    }

    private void Initializer(IObjectOrCollectionInitializerOperation initializer)
    {
        foreach (var part in initializer.Initializers)
        {
            var operation = part is IAssignmentOperation assignment ? assignment.Target : part;
            if (NamedValue.Parse(operation, _code.Symbols) is { } key)
            {
                _uses.Add(new ObjectUse(key));
            }
        }
    }

    /// <summary>The uses of the object that an expression returns.</summary>
    private void Value(IOperation value)
    {
        switch (value.Parent)
        {
            case IConversionOperation or ICoalesceOperation or ICoalesceAssignmentOperation or ISwitchExpressionArmOperation:
                Value(value.Parent);
                break;
            case ISwitchExpressionOperation choice when choice.Value != value:
                Value(choice);
                break;
            case IConditionalOperation choice when choice.Condition != value:
                Value(choice);
                break;
            case IConditionalAccessOperation access when access.Operation == value:
                if (Instance(access.WhenNotNull) is { } instance)
                {
                    Value(instance);
                }

                break;
            case IConditionalAccessOperation access:
                Value(access);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                Symbol(local, value);
                break;
            case ISimpleAssignmentOperation assignment when assignment.Value == value:
                Assigned(assignment, value);
                break;
            case IIsPatternOperation test:
                Tested(test);
                break;
            case IPropertyReferenceOperation or IInvocationOperation when NamedValue.Parse(value.Parent, _code.Symbols) is { } key && key.Owner == value:
                _uses.Add(new ObjectUse(key));
                break;
            case IInvocationOperation call when call.Instance == value:
                Called(call);
                break;
            case IArgumentOperation argument:
                Passed(argument);
                break;
            case IExpressionStatementOperation or IBinaryOperation or null:
                break;
            default:
                _uses.Add(default);
                break;
        }
    }

    private void Assigned(ISimpleAssignmentOperation assignment, IOperation value)
    {
        if (assignment.Target is ILocalReferenceOperation local)
        {
            Symbol(local.Local, value);
        }
        else
        {
            _uses.Add(default);
        }
    }

    private void Tested(IIsPatternOperation test)
    {
        var declared = test.Pattern switch
        {
            IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
            IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
            _ => null,
        };
        if (declared is not null)
        {
            Symbol(declared, test);
        }
    }

    private void Called(IInvocationOperation call)
    {
        if (Forms.Contains(call.TargetMethod.Name))
        {
            Value(call);
        }
        else if (call.TargetMethod.Name is not ("Remove" or "ContainsKey"))
        {
            _uses.Add(default);
        }
    }

    private void Passed(IArgumentOperation argument)
    {
        if (argument.Parent is not IInvocationOperation call)
        {
            _uses.Add(default);
            return;
        }

        var isReceiver = call.TargetMethod.IsExtensionMethod && argument.Parameter?.Ordinal == 0;
        if (isReceiver && NamedValue.Parse(call, _code.Symbols) is { } key)
        {
            _uses.Add(new ObjectUse(key));
        }
        else if (isReceiver && Forms.Contains(call.TargetMethod.Name))
        {
            Value(call);
        }
        else
        {
            _uses.Add(default);
            Into(call.TargetMethod, argument.Parameter);
        }
    }

    private void Into(IMethodSymbol method, IParameterSymbol? parameter)
    {
        if (parameter is not null
            && _calls < MaxCalls
            && CodePlace.PlaceOf(method) is { } place
            && _code.Code.BodyOf(place, _cancellationToken) is { } body)
        {
            _calls++;
            foreach (var reference in CallGraph.OwnOperations(body).OfType<IParameterReferenceOperation>().Where(reference => reference.Parameter.Ordinal == parameter.Ordinal && reference.Parameter.Name == parameter.Name).ToList())
            {
                Value(reference);
            }

            _calls--;
        }
    }

    private void Symbol(ISymbol symbol, IOperation at)
    {
        if (!_followed.Add(symbol))
        {
            return;
        }

        foreach (var reference in Root(at).Descendants().OfType<ILocalReferenceOperation>())
        {
            if (GatewaySymbols.Same(reference.Local, symbol)
                && !reference.IsDeclaration
                && !(reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference))
            {
                Value(reference);
            }
        }

        Made(symbol, at);
    }

    // A local that is made of keys and written afterwards.
    private void Made(ISymbol symbol, IOperation at)
    {
        foreach (var declarator in Root(at).Descendants().OfType<IVariableDeclaratorOperation>())
        {
            if (GatewaySymbols.Same(declarator.Symbol, symbol) && declarator.GetVariableInitializer()?.Value is { } made)
            {
                Source(made);
            }
        }
    }

    private static ISymbol? Out(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(static argument => argument.Parameter?.RefKind == RefKind.Out)?.Value switch
        {
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
            ILocalReferenceOperation local => local.Local,
            _ => null,
        };

    /// <summary>Where the value that is not null starts: the leftmost of what follows <c>?.</c>.</summary>
    private static IOperation? Instance(IOperation? whenNotNull) => whenNotNull switch
    {
        IConditionalAccessInstanceOperation instance => instance,
        IConditionalAccessOperation access => Instance(access.Operation),
        IConversionOperation conversion => Instance(conversion.Operand),
        IMemberReferenceOperation member => Instance(member.Instance),
        IInvocationOperation call => Instance(call.Instance ?? call.Arguments.FirstOrDefault()?.Value),
        ISimpleAssignmentOperation assignment => Instance(assignment.Target),
        _ => null,
    };

    private static IOperation Root(IOperation operation)
    {
        var root = operation;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root;
    }
}
