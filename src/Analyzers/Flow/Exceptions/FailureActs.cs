using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Tells apart what a failure path does with an exception: write a log, answer the caller, or neither.</summary>
internal static class FailureActs
{
    // Libraries whose calls write logs, metrics or reports.
    private static readonly string[] LogSpaces =
    [
        "Microsoft.Extensions.Logging", "Serilog", "NLog", "log4net", "Sentry", "Microsoft.ApplicationInsights", "System.Diagnostics", "OpenTelemetry", "Rollbar", "Bugsnag", "Elastic.Apm",
        "TracedLlm",
    ];

    private static readonly string[] LogWords = ["Log", "Logs", "Logger", "Logging", "Record", "Track", "Capture", "Report", "Audit", "Trace", "Journal"];

    private static readonly string[] Results = ["FromResult", "AsTask", "ConfigureAwait", "GetAwaiter", "GetResult", "WaitAsync"];

    /// <summary>Whether a call surely writes a log: a method of a log library, or a method whose name says so.</summary>
    public static bool IsLog(IMethodSymbol method) =>
        Namespace(method) is { } space && (LogSpaces.Any(log => IsIn(space, log)) || (!IsIn(space, "Microsoft.AspNetCore") && Words(method.Name).Any(LogWords.Contains)))
        || method.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "LoggerMessageAttribute");

    /// <summary>Whether a call answers the caller: it writes the response, or it is given the response or the request's context.</summary>
    public static bool IsAnswer(IInvocationOperation call) =>
        Namespace(call.TargetMethod) is { } space && IsIn(space, "Microsoft.AspNetCore")
        || (call.Instance is { } instance && IsOfAnswer(instance))
        || call.Arguments.Any(static argument => IsOfAnswer(argument.Value));

    /// <summary>Whether a value is the response, the request's context, or a part of the response.</summary>
    public static bool IsOfAnswer(IOperation value) => IsResponse(value.Type) || value switch
    {
        IConversionOperation conversion => IsOfAnswer(conversion.Operand),
        IMemberReferenceOperation { Member.Name: not "Exception" and not "Error", Instance: { } instance } => IsPartOfAnswer(instance),
        _ => false,
    };

    /// <summary>Whether a call returns a value that it is given, as a task or from one.</summary>
    public static bool PassesOn(IMethodSymbol method) => Results.Contains(method.Name) && Namespace(method) is { } space && (IsIn(space, "System.Threading.Tasks") || IsIn(space, "System.Runtime.CompilerServices"));

    // ArgumentNullException.ThrowIfNull(exception), Debug.Assert(exception is not null)
    public static bool IsGuard(IMethodSymbol method) =>
        method.IsStatic && (method.Name.StartsWith("ThrowIf", StringComparison.Ordinal) || method.ContainingType.Name is "Debug" or "Guard");

    /// <summary>Whether a call only waits.</summary>
    public static bool IsWait(IMethodSymbol method) => method.ContainingType.Name is "Task" or "ValueTask" or "SemaphoreSlim" or "Thread" && Namespace(method) is { } space && IsIn(space, "System.Threading");

    /// <summary>Whether a call only puts values into a collection or a text: <c>problem.Extensions.Add("traceId", id)</c>.</summary>
    public static bool IsFilling(IMethodSymbol method) =>
        Namespace(method) is { } space && (space == "System.Text" || (IsIn(space, "System.Collections") && !IsIn(space, "System.Collections.Concurrent")));

    public static bool IsRethrow(IMethodSymbol method) => method is { Name: "Throw", ContainingType.Name: "ExceptionDispatchInfo" };

    /// <summary>Whether a call of the platform only computes a value.</summary>
    public static bool IsPure(IMethodSymbol method) =>
        Namespace(method) is { } space && IsIn(space, "System") && !IsLog(method) && method.ContainingType.Name is not "Console" and not "TextWriter" and not "Delegate"
        && method.MethodKind != MethodKind.DelegateInvoke;

    private static bool IsPartOfAnswer(IOperation value) => value switch
    {
        IMemberReferenceOperation { Member.Name: "Request" or "Items" or "Features" or "RequestServices" or "User" or "TraceIdentifier" or "Exception" or "Error" } => false,
        IMemberReferenceOperation { Instance: { } instance } => IsResponse(value.Type) || IsPartOfAnswer(instance),
        _ => IsResponse(value.Type),
    };

    private static bool IsResponse(ITypeSymbol? type) =>
        type is { Name: "HttpContext" or "HttpResponse" or "ExceptionContext" or "ActionExecutedContext" or "ProblemDetailsContext" or "EndpointFilterInvocationContext" }
        && type.ContainingNamespace?.ToDisplayString() is { } space && IsIn(space, "Microsoft.AspNetCore");

    private static string? Namespace(IMethodSymbol method) => method.ContainingType?.ContainingNamespace?.ToDisplayString();

    private static bool IsIn(string space, string outer) => space == outer || space.StartsWith(outer + ".", StringComparison.Ordinal);

    // LogFailureAsync → Log, Failure, Async
    private static IEnumerable<string> Words(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || char.IsUpper(name[i]))
            {
                yield return name.Substring(start, i - start);
                start = i;
            }
        }
    }
}
