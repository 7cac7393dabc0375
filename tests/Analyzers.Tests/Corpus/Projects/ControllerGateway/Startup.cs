using ControllerGateway.Filters;
using ControllerGateway.Services;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;

namespace ControllerGateway;

public class Startup
{
    public Startup(IConfiguration configuration, IWebHostEnvironment environment)
    {
        Configuration = configuration;
        Environment = environment;
    }

    public IConfiguration Configuration { get; }

    public IWebHostEnvironment Environment { get; }

    public void ConfigureServices(IServiceCollection services)
    {
        services.AddTracedLlm(Configuration);
        services.AddControllers(mvc =>
        {
            mvc.Filters.Add<AuditFilter>();
            mvc.Filters.Add<QuotaFilter>();
            mvc.SuppressAsyncSuffixInActionNames = false;
        });
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions["call_id"] = LlmTrace.Current?.CallId);
        services.AddExceptionHandler<GatewayExceptionHandler>();
        services.AddAuthentication(ApiKeyAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(ApiKeyAuthenticationHandler.SchemeName, null);
        services.AddAuthorization(policies => policies.AddPolicy("llm", policy => policy.RequireAuthenticatedUser().RequireClaim("scope", "llm:invoke")));
        services.AddMemoryCache();
        services.AddScoped<CompletionService>();
        services.AddScoped<IConversationStore, ConversationStore>();
        services.AddSingleton<QuotaLedger>();
        services.AddHttpClient("provider", client => client.BaseAddress = new Uri(Configuration["Provider:Url"]!)); // TLM4004
        if (Environment.IsDevelopment())
        {
            services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader()));
        }
    }

    public void Configure(IApplicationBuilder app)
    {
        app.UseExceptionHandler();
        app.UseRouting();
        if (Environment.IsDevelopment())
        {
            app.UseCors();
        }

        app.UseAuthentication();
        app.UseAuthorization();
        app.UseTracedLlm(); // TLM3005
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapControllers().RequireAuthorization("llm");
            endpoints.MapGet("/ready", () => "ready").AllowAnonymous();
        });
    }
}
