using Microsoft.AspNetCore.Routing.Patterns;

namespace TracedLlm;

/// <summary>A segment of a route pattern, its parameters without their names.</summary>
/// <param name="Text">The text, with <see cref="AnyParameter"/> or <see cref="CatchAll"/> where a parameter stands.</param>
/// <param name="Parameter">The name of its first parameter, if it has one.</param>
internal readonly record struct RouteSegment(string Text, string? Parameter)
{
    public const string AnyParameter = "{}";
    public const string CatchAll = "{**}";

    /// <summary>The segments of <paramref name="pattern"/>.</summary>
    public static RouteSegment[] Of(RoutePattern? pattern) => pattern is null ? [] : [.. pattern.PathSegments.Select(Of)];

    private static RouteSegment Of(RoutePatternPathSegment segment) => new(
        string.Concat(segment.Parts.Select(TextOf)),
        segment.Parts.OfType<RoutePatternParameterPart>().FirstOrDefault()?.Name);

    private static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => parameter.IsCatchAll ? CatchAll : AnyParameter,
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    };
}
