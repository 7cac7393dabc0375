namespace TracedLlm.Facts;

/// <summary>A segment of a route pattern, its parameters without their names.</summary>
/// <param name="Text">The text, with <see cref="AnyParameter"/> or <see cref="CatchAll"/> where a parameter stands.</param>
/// <param name="Parameter">The name of its first parameter, if it has one.</param>
internal readonly record struct RouteSegment(string Text, string? Parameter)
{
    public const string AnyParameter = "{}";
    public const string CatchAll = "{**}";
}
