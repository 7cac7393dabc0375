/// <summary>The variables that the samples use and do not declare.</summary>
internal static class Given
{
    public static WebApplicationBuilder builder => WebApplication.CreateBuilder();

    public static WebApplication app => builder.Build();

    public static TracedLlmOptions options => new();

    public static HttpClient http => new();

    public static Activity activity => new("sample");

    public static ChatEndpoint chat => new();

    public static ChatEndpoint messages => new();

    public static Deployment deployment => new("openai", "gpt-4o", "gpt-4o", "openai-1", new Uri("https://api.openai.com"));

    public static RateLimiter limiter => new();

    public static PiiDetector detector => new();

    public static ChatClient client => new();

    public static Channel<Func<Task>> channel => Channel.CreateUnbounded<Func<Task>>();

    public static Record record => new();

    public static ReadOnlyMemory<byte> body => default;

    public static string bucket => "";

    public static string key => "";

    public static string maskedBody => "";

    public static string maskedAnswer => "";

    public static string answer => "";

    public static string prompt => "";

    public static string text => "";

    public static Task StoreAsync(Record stored) => Task.CompletedTask;
}
