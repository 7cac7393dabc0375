using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>
/// Follows a text back to the values that it shows: through interpolation, encodings, slices, the methods of strings, locals
/// that are assigned once, and methods of the gateway that are one expression.
/// </summary>
internal sealed class TextOrigins(CompilationCode code, CancellationToken cancellationToken)
{
    private const int MaxSteps = 20;
    private const int MaxCalls = 3;

    // Each use of a local is followed: locals that choose between others would double the work with each.
    private const int StepsOfLocal = 4;

    // Methods that return their receiver or argument with little change. Base64 and hexadecimal digits can be read back.
    private static readonly ImmutableHashSet<string> Passing =
    [
        "ToString", "Trim", "TrimStart", "TrimEnd", "ToLowerInvariant", "ToUpperInvariant", "ToLower", "ToUpper", "Normalize", "Concat", "Join", "Format", "First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault", "ElementAt", "ToArray", "Skip",
        "Split", "PadLeft", "PadRight", "Insert", "ToCharArray", "Reverse", "GetBytes", "ToBase64String", "ToHexString", "ToHexStringLower", "EscapeDataString", "UrlEncode",
    ];

    private static readonly ImmutableHashSet<string> Namespaces = ["System", "System.Linq", "System.Text", "System.Net"];

    /// <summary>The values whose text is part of a value.</summary>
    public IReadOnlyList<IOperation> Find(IOperation value) => [.. Origins(value, MaxSteps, MaxCalls)];

    // In a method that a value comes from, only the argument of that one call counts, not those of other callers.
    private IEnumerable<IOperation> Origins(IOperation value, int steps, int calls, bool isInCallee = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (steps <= 0)
        {
            return [];
        }

        IEnumerable<IOperation> Inner(IOperation inner) => Origins(inner, steps - 1, calls, isInCallee);
        return value switch
        {
            IConversionOperation conversion => Inner(conversion.Operand),
            IParenthesizedOperation parenthesized => Inner(parenthesized.Operand),
            ICoalesceOperation coalesce => Inner(coalesce.Value).Concat(Inner(coalesce.WhenNull)),
            IConditionalOperation { WhenFalse: { } other } choice => Inner(choice.WhenTrue).Concat(Inner(other)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Inner(arm.Value)),
            IConditionalAccessOperation access => Inner(access.WhenNotNull),
            IConditionalAccessInstanceOperation instance => AccessAround(instance) is { } access ? Inner(access.Operation) : [],
            IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().SelectMany(part => Inner(part.Expression)),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum => Inner(sum.LeftOperand).Concat(Inner(sum.RightOperand)),
            _ when TextSlice.Is(value) => TextSlice.SourceOf(value) is { } source ? Inner(source) : [],
            IInvocationOperation { TargetMethod: { Name: "Replace", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } text } call => Replaced(text, call, Inner),
            IInvocationOperation call when IsScheme(call) => [],
            IInvocationOperation call when Passing.Contains(call.TargetMethod.Name) && IsOfThePlatform(call.TargetMethod) =>
                [.. call.Instance is { } receiver ? Inner(receiver) : [], .. call.Arguments.SelectMany(argument => Inner(argument.Value)), .. call.Instance is null ? [] : Itself(call)],
            IInvocationOperation call => calls > 0 && Returned(call.TargetMethod) is { } returned ? ByCaller(Origins(returned, steps - 1, calls - 1, isInCallee: true), call, Inner) : [call],
            IArrayElementReferenceOperation { ArrayReference: var array } element => IsFirst(element) && IsSplitAtSpace(array) ? [] : Inner(array),
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(Inner),
            IObjectCreationOperation { Type.SpecialType: SpecialType.System_String, Arguments: { Length: > 0 } arguments } => Inner(arguments[0].Value),
            ILocalReferenceOperation local when LocalWrites.OnlyOf(local) is { Value: var given } => OfLocal(local, given, Origins(given, steps - StepsOfLocal, calls, isInCallee)),
            IParameterReferenceOperation parameter when calls > 0 && !isInCallee => Arguments(parameter.Parameter).SelectMany(argument => Origins(argument, steps - 1, calls - 1).Where(SecretValue.IsKnown)).Prepend(parameter),
            _ => [value],
        };
    }

    // A local that holds a masked or hashed text does not show the secret, but its name still says what it is.
    private static IEnumerable<IOperation> OfLocal(ILocalReferenceOperation local, IOperation given, IEnumerable<IOperation> origins)
    {
        var all = origins.ToList();
        return all.Count == 0 && IsMasked(given) ? [] : all.Prepend(local);
    }

    private static bool IsMasked(IOperation value) => value.DescendantsAndSelf().Any(TextSlice.Is);

    // Code that replaces a secret hides it. Code that replaces a constant, for example "Bearer ", keeps the secret.
    private static IEnumerable<IOperation> Replaced(IOperation text, IInvocationOperation call, Func<IOperation, IEnumerable<IOperation>> inner) =>
        call.Arguments.Length > 1 && call.Arguments[0].Value.ConstantValue.HasValue ? inner(text).Concat(inner(call.Arguments[1].Value)) : [];

    /// <summary>The values of a method as the caller sees them: with its arguments in place of the parameters.</summary>
    private static IEnumerable<IOperation> ByCaller(IEnumerable<IOperation> origins, IInvocationOperation call, Func<IOperation, IEnumerable<IOperation>> inner) =>
        origins.SelectMany(origin => origin is IParameterReferenceOperation { Parameter: var parameter } && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { } argument
            ? inner(argument.Value)
            : [origin]);

    /// <summary>The expression that a method of the gateway consists of; <see langword="null"/> for other methods.</summary>
    private IOperation? Returned(IMethodSymbol method) =>
        code.PlaceOf(method) is { } place && code.BodyOf(place, cancellationToken) is { } body && Block(body) is { Operations: { Length: 1 } statements } && statements[0] is IReturnOperation { ReturnedValue: { } returned }
            ? returned
            : null;

    private static IBlockOperation? Block(IOperation body) => body switch
    {
        IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
        ILocalFunctionOperation local => local.Body,
        _ => null,
    };

    // The first word of "Bearer sk-…" is the scheme.
    private static bool IsScheme(IInvocationOperation call) =>
        call.TargetMethod.Name is "First" or "FirstOrDefault" && call.Arguments.Length == 1 && IsSplitAtSpace(call.Arguments[0].Value);

    private static bool IsFirst(IArrayElementReferenceOperation element) => element.Indices.Length == 1 && element.Indices[0].ConstantValue is { HasValue: true, Value: 0 };

    private static bool IsSplitAtSpace(IOperation array) => WrittenTag.Plain(array) is IInvocationOperation { TargetMethod.Name: "Split" } split
        && split.Arguments.Any(static argument => argument.Value.DescendantsAndSelf().Any(static one => one.ConstantValue is { HasValue: true, Value: ' ' or " " }));

    // The message describes a ToString call on a credential by the credential.
    private static IEnumerable<IOperation> Itself(IInvocationOperation call) => call.Type?.SpecialType == SpecialType.System_String ? [] : [call];

    private static bool IsOfThePlatform(IMethodSymbol method) =>
        method.ContainingNamespace?.ToDisplayString() is { } space && Namespaces.Contains(space) || method.Name == "ToString";

    private static IConditionalAccessOperation? AccessAround(IOperation instance)
    {
        for (var outer = instance.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IConditionalAccessOperation access)
            {
                return access;
            }
        }

        return null;
    }

    /// <summary>The values that its type passes for a parameter of a private method or of a local function.</summary>
    private IEnumerable<IOperation> Arguments(IParameterSymbol parameter) =>
        parameter is { Type.SpecialType: SpecialType.System_String, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.LocalFunction } or IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private } }
            ? from declaration in code.DeclarationsOf(parameter.ContainingType, cancellationToken)
              from call in declaration.DescendantNodes().OfType<InvocationExpressionSyntax>()
              where NameOf(call) == parameter.ContainingSymbol.Name
              let operation = code.ModelOf(call.SyntaxTree).GetOperation(call, cancellationToken) as IInvocationOperation
              where SymbolEqualityComparer.Default.Equals(operation?.TargetMethod.OriginalDefinition, parameter.ContainingSymbol.OriginalDefinition)
              let argument = operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)
              where argument is not null
              select argument.Value
            : [];

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };
}
