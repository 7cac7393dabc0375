using Microsoft.AspNetCore.Routing.Patterns;

namespace TracedLlm;

internal readonly partial record struct RouteSegment
{
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
