namespace TracedLlm.Facts;

/// <summary>A segment of a route pattern. Its text does not contain the names of its parameters.</summary>
/// <param name="Text">The text, with <see cref="AnyParameter"/> or <see cref="CatchAll"/> in place of a parameter.</param>
/// <param name="Parameter">The name of the segment's first parameter; <see langword="null"/> if it has no parameter.</param>
internal readonly record struct RouteSegment(string Text, string? Parameter)
{
    public const string AnyParameter = "{}";
    public const string CatchAll = "{**}";
}
