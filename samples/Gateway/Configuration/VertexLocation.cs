namespace TracedLlm.Samples.Gateway;

/// <summary>The project and the location of a model at Vertex AI, which are parts of its address.</summary>
/// <param name="Project">The project.</param>
/// <param name="Location">The location: a region, or <c>global</c>.</param>
internal sealed record VertexLocation(string Project, string Location)
{
    private const string ProjectSetting = "vertex_project";
    private const string LocationSetting = "vertex_location";
    private const string Everywhere = "global";

    /// <summary>The address of the API in this location.</summary>
    public Uri Address => new(Location == Everywhere ? "https://aiplatform.googleapis.com" : $"https://{Location}-aiplatform.googleapis.com");

    /// <summary>The path of the API that is OpenAI's: https://cloud.google.com/vertex-ai/generative-ai/docs/start/openai.</summary>
    public string OpenAiPath => $"v1/projects/{Project}/locations/{Location}/endpoints/openapi";

    /// <summary>The settings of a deployment, otherwise LiteLLM's variables; <see langword="null"/> if neither names a project.</summary>
    /// <exception cref="ConfigurationException">One of them cannot be part of an address, or the location is missing.</exception>
    public static VertexLocation? Read(DeploymentSettings settings, ConfigurationSource source)
    {
        var project = Read(settings, ProjectSetting, "VERTEXAI_PROJECT", source);
        var location = Read(settings, LocationSetting, "VERTEXAI_LOCATION", source);
        return project is null ? null
            : location is null ? throw Error(settings, LocationSetting, $"is required with {ProjectSetting}, or the environment variable VERTEXAI_LOCATION: a region such as europe-west1, or {Everywhere}")
            : new(project, location);
    }

    private static string? Read(DeploymentSettings settings, string setting, string variable, ConfigurationSource source)
    {
        var (section, name) = settings.FindFirst([setting]);
        var text = section.Text(name) is { Length: > 0 } own ? own : source.Variable(variable);
        return text is null || text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or ':' or '.') && text.Any(char.IsAsciiLetterOrDigit) ? text
            : throw section.Error(name, $"cannot be part of an address: '{text}'");
    }

    private static ConfigurationException Error(DeploymentSettings settings, string setting, string reason)
    {
        var (section, name) = settings.FindFirst([setting]);
        return section.Error(name, reason);
    }
}
