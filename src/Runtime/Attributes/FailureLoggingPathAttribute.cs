namespace TracedLlm;

/// <summary>
/// Marks a method of the gateway's own through which failed requests are logged: an exception handler, an exception filter, a
/// hook that is called when a call has failed.
/// </summary>
/// <remarks>
/// It changes nothing at run time; analyzers read it, to know which exceptions reach the log and which go past it. A gateway
/// that logs failures by <see cref="ILlmFailureLog"/> alone needs none: that is called for every failure, whatever its
/// exception. Put it on the method that the others call, not on each of its callers.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = true)]
public sealed class FailureLoggingPathAttribute : Attribute;
