using Microsoft.AspNetCore.Routing.Patterns;
using TracedLlm.Facts;

namespace TracedLlm.Endpoints;

/// <summary>Converts ASP.NET Core's route patterns to segments.</summary>
internal static class RoutePatternSegments
{
    /// <summary>The segments of <paramref name="pattern"/>.</summary>
    public static RouteSegment[] Read(RoutePattern? pattern) => pattern is null ? [] : [.. pattern.PathSegments.Select(Read)];

    private static RouteSegment Read(RoutePatternPathSegment segment) => new(
        string.Concat(segment.Parts.Select(TextOf)),
        segment.Parts.OfType<RoutePatternParameterPart>().FirstOrDefault()?.Name);

    private static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => parameter.IsCatchAll ? RouteSegment.CatchAll : RouteSegment.AnyParameter,
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    };
}
