using Bureau.Filters;
using Bureau.Services;
using Microsoft.AspNetCore.Authentication;

namespace Bureau;

public class Startup
{
    public Startup(IConfiguration configuration)
    {
        Configuration = configuration;
    }

    public IConfiguration Configuration { get; }

    public void ConfigureServices(IServiceCollection services)
    {
        services.AddControllers(options =>
        {
            options.Filters.Add<FailureFilter>();
        });
        services.AddAuthentication("ApiKey").AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>("ApiKey", null);
        services.AddAuthorization();
        services.AddTracedLlm(Configuration);
        services.AddScoped<ICompletionService, CompletionService>();
        services.AddScoped<ModerationService>();
        services.AddHttpClient<ICompletionService, CompletionService>().AddTracedLlmCall();
    }

    public void Configure(IApplicationBuilder app, IWebHostEnvironment env)
    {
        if (env.IsDevelopment())
        {
            app.UseDeveloperExceptionPage();
        }

        app.UseRouting();
        app.UseTracedLlm();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseEndpoints(endpoints => endpoints.MapControllers());
    }
}
