#nullable disable
namespace LegacyJson.Core
{
    public interface ISettings
    {
        string UpstreamUrl { get; }

        int MaximumRetries { get; }

        bool TryGetRegion(string key, out string region);
    }

    public class Settings : ISettings
    {
        private readonly IConfiguration configuration;

        public Settings(IConfiguration configuration)
        {
            if (configuration == null)
            {
                throw new ArgumentNullException("configuration");
            }

            this.configuration = configuration;
        }

        public string UpstreamUrl
        {
            get { return configuration["Upstream"] ?? "http://localhost:4000"; }
        }

        public int MaximumRetries
        {
            get
            {
                int retries;
                return int.TryParse(configuration["Retries"], out retries) ? retries : 2;
            }
        }

        public bool TryGetRegion(string key, out string region)
        {
            region = configuration["Regions:" + key];
            return region != null;
        }
    }
}
